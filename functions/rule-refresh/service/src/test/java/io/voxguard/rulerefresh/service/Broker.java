package io.voxguard.rulerefresh.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka's own broker, with its controller, in this process and on loopback. */
public final class Broker implements QuarkusTestResourceLifecycleManager {
    @SuppressWarnings("NullAway.Init") // set when it starts
    static String servers;

    @SuppressWarnings("NullAway.Init") // set when it starts
    private KafkaRaftServer broker;

    @Override
    public Map<String, String> start() {
        try {
            int port = freePort();
            int controller = freePort();
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
        Map<String, String> config = new HashMap<>();
        config.put("kafka.bootstrap.servers", servers);
        config.put("mp.messaging.incoming.rules-changed.enabled", "true");
        return config;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        broker.shutdown();
        broker.awaitShutdown();
    }
}
