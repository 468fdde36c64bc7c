package io.voxguard.function.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka's own broker, with its controller, in this process and on loopback. The init argument {@code channel} names the function's channel, which it turns on. */
public final class KafkaBroker implements QuarkusTestResourceLifecycleManager {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @SuppressWarnings("NullAway.Init") // set by start()
    private static String servers;

    @SuppressWarnings("NullAway.Init") // set by start()
    private KafkaRaftServer broker;

    private String channel = "";

    @Override
    public void init(Map<String, String> arguments) {
        channel = arguments.getOrDefault("channel", "");
    }

    @Override
    public Map<String, String> start() {
        try {
            int port = FreePort.onLoopback();
            int controller = FreePort.onLoopback();
            Path data = Files.createTempDirectory("kafka-");
            Properties settings = new Properties();
            settings.putAll(Map.of(
                    "process.roles", "broker,controller",
                    "node.id", "1",
                    "controller.quorum.voters", "1@127.0.0.1:" + controller,
                    "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                    "controller.listener.names", "CONTROLLER",
                    "inter.broker.listener.name", "PLAINTEXT",
                    "log.dirs", data.toString(),
                    "offsets.topic.replication.factor", "1",
                    "offsets.topic.num.partitions", "1",
                    "group.initial.rebalance.delay.ms", "0"));
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .addDirectory(data.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .run();
            broker = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
            broker.startup();
            servers = "127.0.0.1:" + port;
        } catch (Exception e) {
            throw new IllegalStateException("the broker did not start", e);
        }
        return Map.of(
                "kafka.bootstrap.servers",
                servers,
                "mp.messaging.incoming." + channel + ".enabled",
                "true",
                "quarkus.log.category.\"org.apache.kafka\".level",
                "WARN",
                "quarkus.log.category.\"kafka\".level",
                "WARN",
                "quarkus.log.category.\"state.change.logger\".level",
                "WARN");
    }

    /** Returns the broker's address. */
    public static String servers() {
        return servers;
    }

    /** Returns the causes of the first dead letters of a topic; waits for them for 30 s. */
    public static List<String> deadLetterCauses(String topic, int count) {
        List<String> causes = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                "tests-" + Uuid.randomUuid(),
                "auto.offset.reset",
                "earliest");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<byte[], byte[]> letters =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            letters.subscribe(List.of(topic + ".dead-letters"));
            while (causes.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> letter : letters.poll(Duration.ofMillis(100))) {
                    causes.add(new String(
                            letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8));
                }
            }
        }
        return causes;
    }

    @Override
    public void stop() {
        broker.shutdown();
        broker.awaitShutdown();
    }
}
