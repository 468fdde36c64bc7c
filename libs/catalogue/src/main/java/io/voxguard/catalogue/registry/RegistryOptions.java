package io.voxguard.catalogue.registry;

import java.util.Optional;

/**
 * What a team has in its {@code feature_store.yaml} and not in the registry.
 *
 * @param project whose views are served; empty where the registry has only one
 * @param versioning whether {@code enable_online_feature_view_versioning} is on
 * @param keySerialization {@code entity_key_serialization_version}: 2 or 3
 */
public record RegistryOptions(Optional<String> project, boolean versioning, int keySerialization) {
    public RegistryOptions {
        if (keySerialization != 2 && keySerialization != 3) {
            throw new IllegalArgumentException("key serialization: expected 2 or 3, got " + keySerialization);
        }
    }
}
