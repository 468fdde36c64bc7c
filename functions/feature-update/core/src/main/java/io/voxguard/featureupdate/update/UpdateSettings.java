package io.voxguard.featureupdate.update;

import java.time.Duration;

/**
 * Bounds of an update.
 *
 * @param lateness how long before an entity's latest event another one may have taken place
 * @param storeLimit time limit of one round trip to the store
 * @param attempts how often a state is computed when other writers are faster
 * @param feastKeyTtl how long the store keeps the hash of an entity in Feast's layout after its last write; zero: for ever
 */
public record UpdateSettings(Duration lateness, Duration storeLimit, int attempts, Duration feastKeyTtl) {
    /** Bounds where hashes of Feast's do not expire. */
    public UpdateSettings(Duration lateness, Duration storeLimit, int attempts) {
        this(lateness, storeLimit, attempts, Duration.ZERO);
    }
}
