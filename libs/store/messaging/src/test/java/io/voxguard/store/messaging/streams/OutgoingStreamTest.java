package io.voxguard.store.messaging.streams;

import static io.voxguard.store.messaging.streams.TestStreams.newStream;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.messaging.OutgoingRedisStreamMetadata;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behaviour that users of an outgoing channel rely on. */
class OutgoingStreamTest {
    private static TestServer server;
    private TestStreams streams;
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Throwable> refused = new CopyOnWriteArrayList<>();
    private final List<Message<?>> taken = new CopyOnWriteArrayList<>();

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
    }

    @AfterEach
    void close() {
        streams.close();
    }

    private Message<String> message(String payload, Object... metadata) {
        return Message.of(
                payload,
                Metadata.of(metadata),
                ignored -> {
                    acknowledged.add(payload);
                    return CompletableFuture.completedFuture(null);
                },
                (reason, ignored) -> {
                    refused.add(reason);
                    return CompletableFuture.completedFuture(null);
                });
    }

    private List<String> records(String stream) {
        return streams.store.xrange(stream, Range.unbounded()).stream()
                .map(entry -> entry.getBody().get("record"))
                .toList();
    }

    @Test
    void messagesAreAppendedInTheirOrderAndAcknowledged() {
        String stream = newStream();
        List<String> payloads = IntStream.range(0, 1_000).mapToObj(i -> "p" + i).toList();

        streams.write(
                Map.of("stream", stream), Multi.createFrom().iterable(payloads).map(this::message));

        await("all are acknowledged", () -> acknowledged.size() == 1_000);
        assertThat(records(stream)).isEqualTo(payloads);
    }

    @Test
    void metadataChoosesStreamAndFields() {
        String stream = newStream();
        OutgoingRedisStreamMetadata metadata = OutgoingRedisStreamMetadata.empty()
                .toStream(stream + "-other")
                .withField("key", "k".getBytes(StandardCharsets.UTF_8));

        streams.write(Map.of("stream", stream), Multi.createFrom().item(message("p", metadata)));

        await("it is appended", () -> streams.store.xlen(stream + "-other") == 1);
        assertThat(streams.store
                        .xrange(stream + "-other", Range.unbounded())
                        .getFirst()
                        .getBody())
                .containsExactlyInAnyOrderEntriesOf(Map.of("record", "p", "key", "k"));
        assertThat(streams.store.xlen(stream)).isZero();
    }

    @Test
    void appendThatTheStoreRefusesIsRefusedAtOnceAndTheNextOnesGoOn() {
        String stream = newStream();
        streams.store.set(stream + "-text", "no stream");
        OutgoingRedisStreamMetadata elsewhere =
                OutgoingRedisStreamMetadata.empty().toStream(stream + "-text");

        streams.write(Map.of("stream", stream), Multi.createFrom().items(message("lost", elsewhere), message("kept")));

        await("the next is appended", () -> acknowledged.equals(List.of("kept")));
        await("the first is refused", () -> refused.size() == 1);
        assertThat(refused.getFirst()).hasMessageContaining("WRONGTYPE");
    }

    @Test
    void payloadThatCannotBeWrittenIsRefused() {
        String stream = newStream();
        Message<Object> odd = Message.of(
                new Object(),
                Metadata.empty(),
                ignored -> CompletableFuture.completedFuture(null),
                (reason, ignored) -> {
                    refused.add(reason);
                    return CompletableFuture.completedFuture(null);
                });

        streams.write(Map.of("stream", stream), Multi.createFrom().item(odd));

        await("it is refused", () -> refused.size() == 1);
        assertThat(refused.getFirst()).hasMessageStartingWith("payload: expected bytes, text or");
    }

    @Test
    void appendWhoseReplyIsLostIsRefusedAndNotRepeated() {
        String stream = newStream();
        try (FaultyWire wire = FaultyWire.to(server.port());
                Sender sender = connected(wire, stream, Map.of())) {
            sender.send(message("warm"));
            await("it works", () -> acknowledged.equals(List.of("warm")));
            wire.shutAt(1, true); // the store runs the command, its reply is lost
            sender.send(message("once"));
            await("the wire is shut", () -> wire.state() == FaultyWire.State.SHUT);
            wire.set(FaultyWire.State.OPEN);

            await("it is refused", () -> refused.size() == 1);
            await(
                    "it is connected again",
                    () -> sender.connector().getReadiness().isOk());
            sender.send(message("next"));
            await("the next is appended", () -> acknowledged.equals(List.of("warm", "next")));
            assertThat(records(stream)).containsExactly("warm", "once", "next");
        }
    }

    @Test
    void deduplicatedAppendWhoseReplyIsLostIsRepeatedAndAppendedOnce() {
        String stream = newStream();
        OutgoingRedisStreamMetadata event = OutgoingRedisStreamMetadata.empty().withEventId("event-1");
        try (FaultyWire wire = FaultyWire.to(server.port());
                Sender sender =
                        connected(wire, stream, Map.of("deduplicate-window", "10m", "command-timeout", "300ms"))) {
            sender.send(message("warm"));
            await("scripts are loaded", () -> acknowledged.equals(List.of("warm")));
            wire.shutAt(1, true); // the store runs the command, its reply is lost
            sender.send(message("once", event));
            await("the wire is shut", () -> wire.state() == FaultyWire.State.SHUT);
            wire.set(FaultyWire.State.OPEN);

            await("it is acknowledged", () -> acknowledged.equals(List.of("warm", "once")));
            assertThat(records(stream)).containsExactly("warm", "once");
        }
    }

    @Test
    void sameEventIsAppendedOnceWithinTheWindow() {
        String stream = newStream();
        OutgoingRedisStreamMetadata event = OutgoingRedisStreamMetadata.empty().withEventId("event-1");

        streams.write(
                Map.of("stream", stream, "deduplicate-window", "1m"),
                Multi.createFrom().items(message("first", event), message("again", event), message("other")));

        await("all are acknowledged", () -> acknowledged.size() == 3);
        assertThat(records(stream)).containsExactly("first", "other");
        assertThat(streams.store.pttl(stream + ":event:event-1")).isBetween(1L, 60_000L);
    }

    @Test
    void messagesWaitForTheStoreAndAreAppendedWhenItComesBack() {
        String stream = newStream();
        try (FaultyWire wire = FaultyWire.to(server.port());
                Sender sender = connected(wire, stream, Map.of("retries", "50", "retry-delay", "20ms"))) {
            wire.set(FaultyWire.State.SHUT);
            await(
                    "the outage is noticed",
                    () -> !sender.connector().getReadiness().isOk());
            sender.send(message("late"));
            wire.set(FaultyWire.State.OPEN);

            await("it is appended", () -> acknowledged.equals(List.of("late")));
            assertThat(records(stream)).containsExactly("late");
        }
    }

    @Test
    void attemptsAreBounded() {
        String stream = newStream();
        try (FaultyWire wire = FaultyWire.to(server.port());
                Sender sender = connected(wire, stream, Map.of("retries", "2", "retry-delay", "10ms"))) {
            wire.set(FaultyWire.State.SHUT);
            await(
                    "the outage is noticed",
                    () -> !sender.connector().getReadiness().isOk());
            sender.send(message("never"));

            await("it is refused", () -> refused.size() == 1);
            assertThat(acknowledged).isEmpty();
        }
    }

    @Test
    void noMoreThanMaxInflightAreTakenFromUpstream() {
        String stream = newStream();
        try (FaultyWire wire = FaultyWire.to(server.port());
                Sender sender = connected(wire, stream, Map.of("max-inflight", "5", "command-timeout", "1s"))) {
            wire.set(FaultyWire.State.SILENT);
            for (int i = 0; i < 20; i++) {
                sender.send(message("p" + i));
            }
            await("five are taken", () -> taken.size() == 5);
            wire.set(FaultyWire.State.OPEN);
            await("all are taken, sent or refused", () -> acknowledged.size() + refused.size() == 20);
        }
    }

    @Test
    void maxLengthRemovesOnlyWhatEveryGroupHasAcknowledged() {
        String stream = newStream();
        streams.store.xgroupCreate(
                XReadArgs.StreamOffset.from(stream, "0"), "slow", XGroupCreateArgs.Builder.mkstream());
        Map<String, String> attributes = Map.of("stream", stream, "max-length", "10");

        streams.write(attributes, Multi.createFrom().range(0, 100).map(i -> message("p" + i)));
        await("all are acknowledged", () -> acknowledged.size() == 100);
        assertThat(streams.store.xlen(stream)).isEqualTo(100);

        String[] read = streams
                .store
                .xreadgroup(
                        Consumer.from("slow", "x"),
                        XReadArgs.Builder.count(50),
                        XReadArgs.StreamOffset.lastConsumed(stream))
                .stream()
                .map(entry -> entry.getId())
                .toArray(String[]::new);
        streams.store.xack(stream, "slow", read);
        streams.write(attributes, Multi.createFrom().range(100, 110).map(i -> message("p" + i)));

        await("what the group has done is removed", () -> streams.store.xlen(stream) == 61);
        assertThat(records(stream)).startsWith("p49", "p50").endsWith("p109");
    }

    private Sender connected(FaultyWire wire, String stream, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.put("stream", stream);
        attributes.put("url", "redis://127.0.0.1:" + wire.port());
        attributes.putIfAbsent("command-timeout", "500ms");
        attributes.put("silence", "1m"); // the wire counts commands: none is to be a probe
        UnicastProcessor<Message<?>> messages = UnicastProcessor.create();
        Sender sender = new Sender(streams.write(attributes, messages.onItem().invoke(taken::add)), messages);
        await("it is connected", () -> sender.connector().getReadiness().isOk());
        return sender;
    }

    /** Outgoing channel that messages can be sent to one by one. */
    private record Sender(RedisStreamsConnector connector, UnicastProcessor<Message<?>> messages)
            implements AutoCloseable {
        void send(Message<?> message) {
            messages.onNext(message);
        }

        @Override
        public void close() {
            connector.close();
        }
    }
}
