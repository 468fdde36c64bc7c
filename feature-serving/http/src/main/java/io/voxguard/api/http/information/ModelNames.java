package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** The names of all models. */
@RegisterForReflection
public record ModelNames(List<String> models) {}
