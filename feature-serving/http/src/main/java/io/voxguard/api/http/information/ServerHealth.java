package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Liveness and readiness of the server. Both keys in both replies: one client reads {@code ready}, the specification's own example says {@code live}. */
@RegisterForReflection
public record ServerHealth(boolean live, boolean ready) {}
