package io.voxguard.rulerefresh.service;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Turns the channel of Kafka on where KAFKA_BOOTSTRAP_SERVERS says that there is a broker: without, nothing looks for one. */
public final class KafkaWhereThereIsABroker implements ConfigSource {
    private static final String ENABLED = "mp.messaging.incoming.rules-changed.enabled";
    /** Above application.properties, below what is set on purpose. */
    private static final int ORDINAL = 260;

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Map<String, String> getProperties() {
        return Map.of(ENABLED, enabled());
    }

    @Override
    public Set<String> getPropertyNames() {
        return Set.of(ENABLED);
    }

    @Override
    public @Nullable String getValue(String property) {
        return property.equals(ENABLED) ? enabled() : null;
    }

    private static String enabled() {
        String servers = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
        return Boolean.toString(servers != null && !servers.isBlank());
    }

    @Override
    public String getName() {
        return "Kafka where there is a broker";
    }
}
