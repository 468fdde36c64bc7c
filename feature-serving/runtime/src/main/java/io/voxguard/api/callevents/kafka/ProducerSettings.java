package io.voxguard.api.callevents.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of Kafka's producer: what a file says of connections, and what the guarantee of events needs. */
final class ProducerSettings {
    /** Time for one record, with the producer's own repetitions. */
    static final Duration DELIVERY_LIMIT = Duration.ofSeconds(10);

    private static final int REQUEST_LIMIT_MS = 5_000;

    private ProducerSettings() {}

    static Map<String, Object> of(String servers, Optional<Path> file) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "voxguard-feature-serving");
        file.ifPresent(path -> read(path).forEach((key, value) -> settings.put(key.toString(), value)));
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_LIMIT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_LIMIT_MS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_LIMIT.toMillis());
        return settings;
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "voxguard.events.kafka.properties-file: expected a readable file, got " + file, e);
        }
        return properties;
    }
}
