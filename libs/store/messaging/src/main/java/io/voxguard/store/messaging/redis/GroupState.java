package io.voxguard.store.messaging.redis;

import java.util.OptionalLong;

/**
 * State of a consumer group.
 *
 * @param pending entries that were delivered and are not acknowledged
 * @param lag entries that were not delivered yet; empty where the engine does not count them (Redis before 7.0, KeyDB)
 */
public record GroupState(long pending, OptionalLong lag) {}
