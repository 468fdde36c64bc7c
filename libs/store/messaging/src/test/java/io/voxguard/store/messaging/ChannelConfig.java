package io.voxguard.store.messaging;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.spi.ConnectorFactory;

/** Attributes of a channel as SmallRye hands them to a connector. */
public final class ChannelConfig {
    private ChannelConfig() {}

    public static Config of(String channel, String url, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put(ConnectorFactory.CHANNEL_NAME_ATTRIBUTE, channel);
        all.putIfAbsent("url", url);
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "channel", 100))
                .build();
    }
}
