package io.voxguard.featureupdate.update;

import java.time.Duration;

/**
 * Bounds of an update.
 *
 * @param lateness how long before an entity's latest event another one may have taken place
 * @param storeLimit time limit of one round trip to the store
 * @param attempts how often a state is computed when other writers are faster
 * @param feastKeyTtl how long the store keeps the hash of an entity in Feast's layout after its last write; zero: for ever
 * @param cachedStateBytes memory, about, for the states that were written last; 0 keeps none
 */
public record UpdateSettings(
        Duration lateness, Duration storeLimit, int attempts, Duration feastKeyTtl, long cachedStateBytes) {}
