package io.voxguard.featureupdate.update;

import java.time.Duration;

/**
 * Bounds of an update.
 *
 * @param lateness how long before an entity's latest event another one may have taken place
 * @param storeLimit time limit of one round trip to the store
 * @param attempts how often a state is computed when other writers are faster
 */
public record UpdateSettings(Duration lateness, Duration storeLimit, int attempts) {}
