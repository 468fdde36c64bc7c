package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Readiness of a model, or of one of its versions.
 *
 * @param name of the model
 */
@RegisterForReflection
public record ModelReadiness(String name, boolean ready) {}
