package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.cloudevents.ReadMode;
import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.setting.Setting;
import io.voxguard.store.messaging.setting.StoreSettings;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Attributes of an incoming channel, checked.
 *
 * @param exclusive whether one consumer of the group reads at a time
 * @param maxDeliveries after so many, an entry goes to the dead letters; 0: never
 * @param trimKeep newest entries that trimming leaves; empty: not trimmed
 */
record IncomingSettings(
        String channel,
        RedisStoreConfig store,
        String stream,
        String group,
        String consumer,
        String start,
        String payloadField,
        int maxInflight,
        int batchSize,
        KeyOfEntry key,
        boolean exclusive,
        Duration claimMinIdle,
        Duration claimInterval,
        FailureStrategy failureStrategy,
        Duration retryDelay,
        Duration retryMaxDelay,
        int maxDeliveries,
        String deadLetterStream,
        Optional<Integer> trimKeep,
        Duration trimInterval,
        Duration consumerExpiry,
        Duration commandTimeout,
        Duration ackTimeout,
        Duration closeTimeout,
        ReadMode cloudEvents,
        boolean tracing,
        boolean health) {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration HUNDRED_MILLIS = Duration.ofMillis(100);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_INFLIGHT = 100_000;

    /** @throws IllegalArgumentException if an attribute is out of bounds; names it */
    static IncomingSettings of(RedisStreamsConnectorIncomingConfiguration config) {
        String prefix = "mp.messaging.incoming." + config.getChannel() + '.';
        String stream = config.getStream().orElse(config.getChannel());
        int maxInflight = setting(prefix, "max-inflight").within(config.getMaxInflight(), 1, MAX_INFLIGHT);
        boolean ordered = ordered(prefix, config.getOrdered());
        Duration claimMinIdle =
                setting(prefix, "claim-min-idle").duration(config.getClaimMinIdle(), HUNDRED_MILLIS, DAY);
        Duration retryDelay = setting(prefix, "retry-delay").duration(config.getRetryDelay(), MILLI, DAY);
        String deadLetters = config.getDeadLetterStream().orElse(stream + ":dead");
        if (deadLetters.equals(stream)) {
            throw setting(prefix, "dead-letter-stream").refused("another stream than the channel's", deadLetters);
        }
        return new IncomingSettings(
                config.getChannel(),
                StoreSettings.of(
                        prefix,
                        config.getUrl(),
                        config.getConnectTimeout(),
                        config.getSilence(),
                        config.getTrustedCertificates()),
                setting(prefix, "stream").text(stream),
                setting(prefix, "group").text(config.getGroup().orElseGet(IncomingSettings::applicationName)),
                setting(prefix, "consumer").text(config.getConsumer().orElseGet(IncomingSettings::randomConsumer)),
                start(prefix, config.getStart()),
                setting(prefix, "payload-field").text(config.getPayloadField()),
                maxInflight,
                config.getBatch() ? setting(prefix, "batch-size").within(config.getBatchSize(), 1, maxInflight) : 0,
                ordered ? KeyOfEntry.of(setting(prefix, "key"), config.getKey()) : KeyOfEntry.NONE,
                config.getExclusive().orElse(ordered),
                claimMinIdle,
                setting(prefix, "claim-interval").duration(config.getClaimInterval(), HUNDRED_MILLIS, claimMinIdle),
                setting(prefix, "failure-strategy").choice(FailureStrategy.class, config.getFailureStrategy()),
                retryDelay,
                setting(prefix, "retry-max-delay").duration(config.getRetryMaxDelay(), retryDelay, DAY),
                setting(prefix, "max-deliveries").within(config.getMaxDeliveries(), 0, 1_000_000),
                deadLetters,
                config.getTrimKeep().map(keep -> setting(prefix, "trim-keep").within(keep, 0, Integer.MAX_VALUE)),
                setting(prefix, "trim-interval").duration(config.getTrimInterval(), HUNDRED_MILLIS, DAY),
                setting(prefix, "consumer-expiry")
                        .duration(config.getConsumerExpiry(), HUNDRED_MILLIS, DAY.multipliedBy(365)),
                setting(prefix, "command-timeout").duration(config.getCommandTimeout(), HUNDRED_MILLIS, MINUTE),
                setting(prefix, "ack-timeout").duration(config.getAckTimeout(), HUNDRED_MILLIS, DAY),
                setting(prefix, "close-timeout").duration(config.getCloseTimeout(), MILLI, MINUTE),
                setting(prefix, "cloud-events").choice(ReadMode.class, config.getCloudEvents()),
                config.getTracingEnabled(),
                config.getHealthEnabled());
    }

    /** Returns the key of the lease that makes this group's reader exclusive. */
    String leaseKey() {
        return stream + ':' + group + ":reader";
    }

    boolean batch() {
        return batchSize > 0;
    }

    private static Setting setting(String prefix, String attribute) {
        return new Setting(prefix + attribute);
    }

    private static boolean ordered(String prefix, String text) {
        return switch (text) {
            case "none" -> false;
            case "key" -> true;
            default -> throw setting(prefix, "ordered").refused("none or key", text);
        };
    }

    private static String start(String prefix, String text) {
        if (!text.equals("$") && !text.equals("0")) {
            try {
                EntryId.parse(text);
            } catch (IllegalArgumentException e) {
                throw setting(prefix, "start").refused("0, $ or <milliseconds>-<sequence>", text);
            }
        }
        return text;
    }

    private static String applicationName() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.application.name", String.class)
                .orElse("");
    }

    private static String randomConsumer() {
        return System.getenv().getOrDefault("HOSTNAME", "local")
                + '-'
                + UUID.randomUUID().toString().substring(0, 8);
    }
}
