package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.cloudevents.CloudEventEncoder;
import io.voxguard.store.messaging.cloudevents.WriteMode;
import io.voxguard.store.messaging.setting.Setting;
import io.voxguard.store.messaging.setting.StoreSettings;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Attributes of an outgoing channel, checked.
 *
 * @param maxInflight messages that are sent at once, and not answered yet
 * @param deduplicateWindow time within which an event is appended once; empty: not looked at
 * @param maxLength entries that trimming leaves; empty: not trimmed
 */
record OutgoingSettings(
        String channel,
        RedisStoreConfig store,
        String stream,
        String payloadField,
        int maxInflight,
        int retries,
        Duration retryDelay,
        Duration commandTimeout,
        Optional<Duration> deduplicateWindow,
        Optional<Integer> maxLength,
        CloudEventEncoder events,
        boolean tracing,
        boolean health) {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException if an attribute is out of bounds; names it */
    static OutgoingSettings of(RedisStreamsConnectorOutgoingConfiguration config, Clock clock) {
        String prefix = "mp.messaging.outgoing." + config.getChannel() + '.';
        return new OutgoingSettings(
                config.getChannel(),
                StoreSettings.of(
                        prefix,
                        config.getUrl(),
                        config.getConnectTimeout(),
                        config.getSilence(),
                        config.getTrustedCertificates()),
                new Setting(prefix + "stream").text(config.getStream().orElse(config.getChannel())),
                new Setting(prefix + "payload-field").text(config.getPayloadField()),
                new Setting(prefix + "max-inflight").within(config.getMaxInflight(), 1, 10_000),
                new Setting(prefix + "retries").within(config.getRetries(), 0, 1_000),
                new Setting(prefix + "retry-delay").duration(config.getRetryDelay(), MILLI, MINUTE),
                new Setting(prefix + "command-timeout")
                        .duration(config.getCommandTimeout(), Duration.ofMillis(100), MINUTE),
                config.getDeduplicateWindow().map(window -> new Setting(prefix + "deduplicate-window")
                        .duration(window, Duration.ofSeconds(1), Duration.ofDays(30))),
                config.getMaxLength()
                        .map(length -> new Setting(prefix + "max-length").within(length, 1, Integer.MAX_VALUE)),
                new CloudEventEncoder(
                        new Setting(prefix + "cloud-events-mode").choice(WriteMode.class, config.getCloudEventsMode()),
                        config.getPayloadField(),
                        config.getCloudEventsSource().map(text -> uri(prefix, text)),
                        config.getCloudEventsType(),
                        clock),
                config.getTracingEnabled(),
                config.getHealthEnabled());
    }

    private static URI uri(String prefix, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new Setting(prefix + "cloud-events-source").refused("a URI", text);
        }
    }
}
