package io.voxguard.store.messaging;

/**
 * Settings of one message that is published.
 *
 * @param channel of the store
 */
public record OutgoingRedisPubSubMetadata(String channel) {}
