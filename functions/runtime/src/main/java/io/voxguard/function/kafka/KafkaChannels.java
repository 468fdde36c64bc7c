package io.voxguard.function.kafka;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Settings of a function's Kafka channels: whatever a channel of CloudEvents needs besides its connector, topic and group. They are on if
 * KAFKA_BOOTSTRAP_SERVERS names a broker: without one nothing looks for it.
 */
public final class KafkaChannels implements ConfigSourceFactory {
    private static final Pattern TOPIC = Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\.topic");
    private static final String BYTES = "org.apache.kafka.common.serialization.ByteArrayDeserializer";
    /** Above application.properties, below what is set on purpose. */
    private static final int SWITCH_ORDINAL = 260;
    /** Below application.properties. */
    private static final int DEFAULTS_ORDINAL = 90;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> defaults = new HashMap<>();
        Map<String, String> switches = new HashMap<>();
        for (Iterator<String> names = context.iterateNames(); names.hasNext(); ) {
            Matcher topic = TOPIC.matcher(names.next());
            if (topic.matches()) {
                String channel = "mp.messaging.incoming." + topic.group(1) + ".";
                String name = context.getValue(topic.group()).getValue();
                defaults(name).forEach((key, value) -> defaults.put(channel + key, value));
                switches.put(channel + "enabled", Boolean.toString(hasBroker()));
            }
        }
        return List.of(
                new PropertiesConfigSource(defaults, "Kafka channels", DEFAULTS_ORDINAL),
                new PropertiesConfigSource(switches, "Kafka channels with a broker", SWITCH_ORDINAL));
    }

    private static Map<String, String> defaults(String topic) {
        return Map.ofEntries(
                Map.entry("auto.offset.reset", "earliest"),
                Map.entry("cloud-events", "false"),
                Map.entry("key.deserializer", BYTES),
                Map.entry("value.deserializer", BYTES),
                Map.entry("failure-strategy", "dead-letter-queue"),
                Map.entry("dead-letter-queue.topic", topic + ".dead-letters"),
                Map.entry("throttled.unprocessed-record-max-age.ms", "300000"),
                // a batch that waits for a database must not cost the group its member
                Map.entry("max.poll.interval.ms", "600000"));
    }

    private static boolean hasBroker() {
        String servers = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
        return servers != null && !servers.isBlank();
    }
}
