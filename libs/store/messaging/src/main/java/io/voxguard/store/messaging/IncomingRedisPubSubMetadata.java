package io.voxguard.store.messaging;

import java.util.Optional;

/**
 * Origin of a message that was published on a channel of the store.
 *
 * @param channel of the store
 * @param pattern that the channel has matched; empty for a plain subscription
 */
public record IncomingRedisPubSubMetadata(String channel, Optional<String> pattern) {}
