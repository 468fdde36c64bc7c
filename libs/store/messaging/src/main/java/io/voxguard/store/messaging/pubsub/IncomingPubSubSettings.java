package io.voxguard.store.messaging.pubsub;

import io.voxguard.store.messaging.setting.Setting;
import io.voxguard.store.messaging.setting.StoreSettings;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Attributes of an incoming channel, checked.
 *
 * @param bufferSize messages that wait for the application; more are dropped
 */
record IncomingPubSubSettings(
        String channel,
        RedisStoreConfig store,
        List<String> channels,
        List<String> patterns,
        int bufferSize,
        boolean health) {

    /** @throws IllegalArgumentException if an attribute is out of bounds; names it */
    static IncomingPubSubSettings of(RedisPubSubConnectorIncomingConfiguration config) {
        String prefix = "mp.messaging.incoming." + config.getChannel() + '.';
        List<String> patterns =
                names(new Setting(prefix + "patterns"), config.getPatterns().orElse(""));
        String channels = config.getChannels().orElse(patterns.isEmpty() ? config.getChannel() : "");
        return new IncomingPubSubSettings(
                config.getChannel(),
                StoreSettings.of(
                        prefix,
                        config.getUrl(),
                        config.getConnectTimeout(),
                        config.getSilence(),
                        config.getTrustedCertificates()),
                names(new Setting(prefix + "channels"), channels),
                patterns,
                new Setting(prefix + "buffer-size").within(config.getBufferSize(), 1, 1_000_000),
                config.getHealthEnabled());
    }

    private static List<String> names(Setting setting, String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(setting::text)
                        .distinct()
                        .toList();
    }
}
