package io.voxguard.store.messaging.streams;

import static io.voxguard.store.messaging.streams.TestStreams.attributes;
import static io.voxguard.store.messaging.streams.TestStreams.newStream;
import static io.voxguard.store.messaging.streams.TestStreams.text;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import io.voxguard.store.messaging.streams.TestStreams.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incoming channels whose connections are lost. */
class ConnectionLossTest {
    private static TestServer server;
    private TestStreams streams;
    private FaultyWire wire;

    @BeforeAll
    static void startServer() {
        server = TestServer.embedded();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() {
        streams = new TestStreams(server.url());
        wire = FaultyWire.to(server.port());
    }

    @AfterEach
    void close() {
        streams.close();
        wire.close();
    }

    private Map<String, String> through(String stream, String... more) {
        Map<String, String> attributes = attributes(stream, more);
        attributes.put("url", "redis://127.0.0.1:" + wire.port());
        return attributes;
    }

    @Test
    void nothingIsLostAndTheOrderOfKeysIsKeptWhenConnectionsEndUnderTraffic() {
        String stream = newStream();
        Map<String, List<String>> handled = new ConcurrentHashMap<>();
        Set<String> distinct = ConcurrentHashMap.newKeySet();
        streams.read(through(stream, "ordered", "key", "key", "key", "consumer", "one"), message -> {
            String record = text(message);
            if (distinct.add(record)) {
                handled.computeIfAbsent(record.substring(0, 1), key -> new CopyOnWriteArrayList<>())
                        .add(record);
            }
            return message.ack();
        });

        for (int i = 0; i < 10; i++) {
            streams.append(stream, "a", 20 * i, 20);
            streams.append(stream, "b", 20 * i, 20);
            wire.set(FaultyWire.State.SHUT);
            wire.set(FaultyWire.State.OPEN);
        }

        await("all are handled", () -> distinct.size() == 400);
        assertThat(handled.get("a"))
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "a" + i).toList());
        assertThat(handled.get("b"))
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "b" + i).toList());
        await("none is pending", () -> streams.pending(stream) == 0);
    }

    @Test
    void entryWhoseReplyIsLostIsDeliveredAfterTheConnectionIsBackAndNotCountedTwice() {
        String stream = newStream();
        Channel channel = streams.read(through(stream, "claim-min-idle", "1h", "claim-interval", "1h"));
        await("the group exists", () -> channel.connector.getStartup().isOk());

        wire.cutAfter("lost".getBytes(StandardCharsets.US_ASCII));
        streams.append(stream, "lost", 0, 1);

        await("it is delivered", () -> channel.texts().equals(List.of("lost0")));
        assertThat(channel.messages
                        .getFirst()
                        .getMetadata(IncomingRedisStreamMetadata.class)
                        .orElseThrow()
                        .deliveries())
                .isOne();
    }

    @Test
    void acknowledgementDuringAnOutageIsRepeatedAfterItWithoutHandlingTheEntryAgain() {
        String stream = newStream();
        List<Message<?>> held = new CopyOnWriteArrayList<>();
        Channel channel =
                streams.read(through(stream, "ordered", "key", "key", "key", "exclusive", "false"), message -> {
                    held.add(message);
                    return new CompletableFuture<>();
                });
        streams.append(stream, "a", 0, 2);
        await("the first is being handled", () -> held.size() == 1);

        wire.set(FaultyWire.State.SHUT);
        await("the outage is noticed", () -> !channel.connector.getReadiness().isOk());
        var acknowledged = held.getFirst().ack().toCompletableFuture();
        wire.set(FaultyWire.State.OPEN);

        await("it is acknowledged", acknowledged::isDone);
        await("the next of the key is delivered", () -> channel.texts().equals(List.of("a0", "a1")));
    }

    @Test
    void healthFollowsTheStore() {
        String stream = newStream();
        wire.set(FaultyWire.State.SHUT);
        Channel channel = streams.read(through(stream));
        assertThat(channel.connector.getStartup().isOk()).isFalse();
        assertThat(channel.connector.getReadiness().isOk()).isFalse();
        assertThat(channel.connector.getLiveness().isOk()).isTrue();

        wire.set(FaultyWire.State.OPEN);
        await("it has started", () -> channel.connector.getStartup().isOk());
        await("it is ready", () -> channel.connector.getReadiness().isOk());
        await("it tells the pending entries", () -> channel.connector
                .getReadiness()
                .getChannels()
                .getFirst()
                .getMessage()
                .contains("pending 0"));

        wire.set(FaultyWire.State.SHUT);
        await("it is not ready", () -> !channel.connector.getReadiness().isOk());
        assertThat(channel.connector.getStartup().isOk()).isTrue();
        assertThat(channel.connector.getLiveness().isOk()).isTrue();
    }
}
