package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The server, as the protocol describes it. */
@RegisterForReflection
public record ServerMetadata(String name, String version, List<String> extensions) {}
