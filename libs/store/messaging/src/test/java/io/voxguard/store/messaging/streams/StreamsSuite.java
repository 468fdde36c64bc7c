package io.voxguard.store.messaging.streams;

import static io.voxguard.store.messaging.streams.TestStreams.GROUP;
import static io.voxguard.store.messaging.streams.TestStreams.attributes;
import static io.voxguard.store.messaging.streams.TestStreams.newStream;
import static io.voxguard.store.messaging.streams.TestStreams.text;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.voxguard.store.messaging.ChannelConfig;
import io.voxguard.store.messaging.IncomingRedisStreamBatchMetadata;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import io.voxguard.store.messaging.StoreMonitor;
import io.voxguard.store.messaging.streams.TestStreams.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Behaviour that users of an incoming channel rely on, on a real server. At the end, all commands must be ones that DragonflyDB has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamsSuite {
    private static final IllegalStateException REFUSAL = new IllegalStateException("refused by the test");
    private static final Set<String> OF_THE_TEST = Set.of("FLUSHALL", "MONITOR");

    private TestServer server;
    private @Nullable StoreMonitor monitor;
    private TestStreams streams;

    abstract TestServer start() throws Exception;

    @BeforeAll
    final void startServer() throws Exception {
        server = start();
        monitor = server.own() ? StoreMonitor.start(server.port()) : null;
    }

    @AfterAll
    final void onlyCommandsOfTheTableWereSent() throws Exception {
        if (server == null || monitor == null) {
            return;
        }
        try (TestServer ended = server;
                StoreMonitor recorded = monitor) {
            Set<String> unsupported = new HashSet<>(recorded.unsupported());
            unsupported.removeAll(OF_THE_TEST);
            assertThat(unsupported)
                    .as("commands outside docs/store/dragonfly-commands.csv")
                    .isEmpty();
            assertThat(recorded.commands())
                    .contains(
                            "XREADGROUP",
                            "XACK",
                            "XAUTOCLAIM",
                            "XCLAIM",
                            "XGROUP DELCONSUMER",
                            "XTRIM",
                            "XINFO GROUPS");
        }
    }

    @BeforeEach
    final void open() {
        streams = new TestStreams(server.url());
    }

    @AfterEach
    final void close() {
        streams.close();
    }

    private void createGroup(String stream) {
        streams.store.xgroupCreate(
                XReadArgs.StreamOffset.from(stream, "0"), GROUP, XGroupCreateArgs.Builder.mkstream());
    }

    /** Gives entries to a consumer that never acknowledges them. */
    private List<StreamMessage<String, String>> readAs(String consumer, String stream, int count) {
        return streams.store.xreadgroup(
                Consumer.from(GROUP, consumer),
                XReadArgs.Builder.count(count),
                XReadArgs.StreamOffset.lastConsumed(stream));
    }

    private static CompletableFuture<Void> later() {
        return new CompletableFuture<>();
    }

    @Test
    void entriesAreDeliveredInOrderWithTheirOriginAndAcknowledged() {
        String stream = newStream();
        List<String> ids = streams.append(stream, "a", 0, 5);

        Channel channel = streams.read(attributes(stream, "consumer", "one"));

        await("all are delivered", () -> channel.texts().equals(List.of("a0", "a1", "a2", "a3", "a4")));
        await("none is pending", () -> streams.pending(stream) == 0);
        IncomingRedisStreamMetadata origin = channel.messages
                .getFirst()
                .getMetadata(IncomingRedisStreamMetadata.class)
                .orElseThrow();
        assertThat(origin.id()).isEqualTo(ids.getFirst());
        assertThat(origin.stream()).isEqualTo(stream);
        assertThat(origin.group()).isEqualTo(GROUP);
        assertThat(origin.consumer()).isEqualTo("one");
        assertThat(origin.deliveries()).isOne();
        assertThat(new String(origin.fields().get("key"), StandardCharsets.UTF_8))
                .isEqualTo("a");
    }

    @Test
    void groupIsCreatedAnewAfterTheStoreWasEmptiedUnderABlockedReader() {
        String stream = newStream();
        Channel channel = streams.read(attributes(stream, "start", "$"));
        await("the group exists", () -> streams.store.xinfoGroups(stream).size() == 1);

        if (server.own()) {
            streams.store.flushall();
        } else {
            streams.store.del(stream);
        }
        streams.append(stream, "after", 0, 1);

        await("the entry is delivered within a poll", Duration.ofMillis(2_500), () -> channel.texts()
                .equals(List.of("after0")));
    }

    @Test
    void groupThatWasDestroyedIsCreatedAnewAndLeavesNothingOut() {
        String stream = newStream();
        Channel channel = streams.read(attributes(stream));
        streams.append(stream, "a", 0, 1);
        await("the first is delivered", () -> channel.texts().contains("a0"));

        streams.store.xgroupDestroy(stream, GROUP);
        streams.append(stream, "a", 1, 1);

        await("the second is delivered", () -> channel.texts().contains("a1"));
    }

    @Test
    void entriesOfADeadConsumerAreClaimedAndCounted() {
        String stream = newStream();
        createGroup(stream);
        streams.append(stream, "a", 0, 3);
        readAs("dead", stream, 3);

        Channel channel = streams.read(attributes(stream));

        await("all are delivered", () -> channel.texts().containsAll(List.of("a0", "a1", "a2")));
        assertThat(channel.messages)
                .allSatisfy(message -> assertThat(message.getMetadata(IncomingRedisStreamMetadata.class)
                                .orElseThrow()
                                .deliveries())
                        .isEqualTo(2));
        await("none is pending", () -> streams.pending(stream) == 0);
    }

    @Test
    void abandonedEntryBehindManyRecentOnesIsClaimed() {
        String stream = newStream();
        createGroup(stream);
        List<String> ids = streams.append(stream, "a", 0, 1_300);
        readAs("alive", stream, 1_300);
        String last = ids.getLast();
        streams.store.xclaim(
                stream,
                Consumer.from(GROUP, "alive"),
                XClaimArgs.Builder.justid().minIdleTime(0).idle(100_000),
                last);

        Channel channel = streams.read(attributes(stream, "claim-min-idle", "50s"));

        await("it is claimed", () -> channel.texts().equals(List.of("a1299")));
    }

    @Test
    void entryThatWasDeletedWhileItWasPendingIsAcknowledged() {
        String stream = newStream();
        createGroup(stream);
        List<String> ids = streams.append(stream, "a", 0, 2);
        readAs("dead", stream, 2);
        streams.store.xdel(stream, ids.getFirst());

        Channel channel = streams.read(attributes(stream));

        await("the other is delivered", () -> channel.texts().equals(List.of("a1")));
        await("none is pending", () -> streams.pending(stream) == 0);
    }

    @Test
    void entryThatWasRefusedOnceComesAgainOnAQuietStream() {
        String stream = newStream();
        streams.append(stream, "a", 0, 1);
        AtomicInteger calls = new AtomicInteger();

        Channel channel = streams.read(
                attributes(stream), message -> calls.incrementAndGet() == 1 ? message.nack(REFUSAL) : message.ack());

        await("it comes again", Duration.ofSeconds(3), () -> channel.messages.size() == 2);
        assertThat(channel.messages
                        .getLast()
                        .getMetadata(IncomingRedisStreamMetadata.class)
                        .orElseThrow()
                        .deliveries())
                .isEqualTo(2);
        await("none is pending", () -> streams.pending(stream) == 0);
    }

    @Test
    void entryIsMovedToTheDeadLettersAfterItsLastDelivery() {
        String stream = newStream();
        List<String> ids = streams.append(stream, "a", 0, 1);

        Channel channel = streams.read(attributes(stream, "max-deliveries", "3"), message -> message.nack(REFUSAL));

        await("it is a dead letter", () -> streams.store.xlen(stream + ":dead") == 1);
        Map<String, String> dead = streams.store
                .xrange(stream + ":dead", Range.unbounded())
                .getFirst()
                .getBody();
        assertThat(dead)
                .containsEntry("record", "a0")
                .containsEntry("dead-letter-reason", "refused by the test")
                .containsEntry("dead-letter-exception", IllegalStateException.class.getName())
                .containsEntry("dead-letter-stream", stream)
                .containsEntry("dead-letter-id", ids.getFirst())
                .containsEntry("dead-letter-group", GROUP)
                .containsEntry("dead-letter-deliveries", "3");
        assertThat(channel.messages).hasSize(3);
        assertThat(streams.pending(stream)).isZero();
    }

    @Test
    void entryThatKeepsKillingItsConsumersIsMovedWithoutAnotherDelivery() {
        String stream = newStream();
        createGroup(stream);
        List<String> ids = streams.append(stream, "poison", 0, 1);
        readAs("dead", stream, 1);
        streams.store.xclaim(
                stream,
                Consumer.from(GROUP, "dead"),
                XClaimArgs.Builder.justid().minIdleTime(0).idle(100_000).retryCount(10),
                ids.getFirst());

        Channel channel = streams.read(attributes(stream, "max-deliveries", "10"));

        await("it is a dead letter", () -> streams.store.xlen(stream + ":dead") == 1);
        assertThat(channel.messages).isEmpty();
    }

    @Test
    void strategyDeadLetterMovesAtTheFirstFailure() {
        String stream = newStream();
        streams.append(stream, "a", 0, 1);

        Channel channel = streams.read(
                attributes(stream, "failure-strategy", "dead-letter", "dead-letter-stream", stream + "-graves"),
                message -> message.nack(REFUSAL));

        await("it is a dead letter", () -> streams.store.xlen(stream + "-graves") == 1);
        assertThat(channel.messages).hasSize(1);
        assertThat(streams.pending(stream)).isZero();
    }

    @Test
    void strategyIgnoreAcknowledges() {
        String stream = newStream();
        streams.append(stream, "a", 0, 2);

        Channel channel =
                streams.read(attributes(stream, "failure-strategy", "ignore"), message -> message.nack(REFUSAL));

        await("both are delivered", () -> channel.messages.size() == 2);
        await("none is pending", () -> streams.pending(stream) == 0);
        assertThat(streams.store.xlen(stream + ":dead")).isZero();
    }

    @Test
    void strategyFailStopsTheChannelAndKeepsTheEntry() {
        String stream = newStream();
        streams.append(stream, "a", 0, 1);

        Channel channel =
                streams.read(attributes(stream, "failure-strategy", "fail"), message -> message.nack(REFUSAL));

        await("the channel fails", () -> channel.failures.equals(List.of(REFUSAL)));
        assertThat(channel.connector.getLiveness().isOk()).isFalse();
        assertThat(channel.connector.getLiveness().getChannels().getFirst().getMessage())
                .contains("refused by the test");
        assertThat(streams.pending(stream)).isOne();
    }

    @Test
    void channelThatIsCancelledLeavesItsEntriesToOthers() {
        String stream = newStream();
        streams.append(stream, "a", 0, 3);
        RedisStreamsConnector connector = streams.connector();
        AssertSubscriber<Message<?>> subscriber = AssertSubscriber.create(2);
        Multi.createFrom()
                .publisher(TestStreams.cast(
                        connector.getPublisher(ChannelConfig.of("cancelled", server.url(), attributes(stream)))))
                .subscribe(subscriber);
        await("two of three are delivered", () -> subscriber.getItems().size() == 2);
        assertThat(streams.pending(stream)).isEqualTo(2);

        subscriber.cancel();

        await("its liveness fails", () -> !connector.getLiveness().isOk());
        Channel other = streams.read(attributes(stream));
        await("another consumer gets all", () -> new HashSet<>(other.texts()).equals(Set.of("a0", "a1", "a2")));
    }

    @Test
    void entriesOfOneKeyAreHandledOneAfterTheOtherAndOthersMeanwhile() {
        String stream = newStream();
        CompletableFuture<Void> gate = later();
        streams.append(stream, "a", 0, 3);
        streams.append(stream, "b", 0, 3);
        List<String> handled = new CopyOnWriteArrayList<>();

        Channel channel = streams.read(
                attributes(stream, "ordered", "key", "key", "key"),
                message -> (text(message).equals("a0") ? gate : CompletableFuture.<Void>completedFuture(null))
                        .thenCompose(open -> {
                            handled.add(text(message));
                            return message.ack();
                        }));

        await("the other key goes on", () -> handled.equals(List.of("b0", "b1", "b2")));
        assertThat(channel.texts()).doesNotContain("a1");
        gate.complete(null);
        await("the key goes on", () -> handled.equals(List.of("b0", "b1", "b2", "a0", "a1", "a2")));
    }

    @Test
    void failedEntryKeepsItsKeyWaiting() {
        String stream = newStream();
        streams.append(stream, "a", 0, 3);
        List<String> handled = new CopyOnWriteArrayList<>();
        AtomicInteger refusals = new AtomicInteger();

        streams.read(attributes(stream, "ordered", "key", "key", "key"), message -> {
            if (text(message).equals("a0") && refusals.incrementAndGet() <= 2) {
                return message.nack(REFUSAL);
            }
            handled.add(text(message));
            return message.ack();
        });

        await("all are handled in their order", () -> handled.equals(List.of("a0", "a1", "a2")));
    }

    @Test
    void standbyTakesOverInOrderWhenTheOnlyReaderDies() throws Exception {
        String stream = newStream();
        TestStreams other = new TestStreams(server.url());
        Map<String, String> ordered = attributes(stream, "ordered", "key", "key", "key", "claim-min-idle", "900ms");
        streams.append(stream, "a", 0, 5);
        Channel first = streams.read(ordered, message -> later());
        await("the first reader has the key", () -> first.texts().equals(List.of("a0")));
        try {
            Channel standby = other.read(ordered);
            streams.append(stream, "a", 5, 5);
            assertThat(standby.messages).isEmpty();

            first.connector.close();

            await("the standby handles all, in their order", () -> standby.texts()
                    .equals(IntStream.range(0, 10).mapToObj(i -> "a" + i).toList()));
        } finally {
            other.close();
        }
    }

    @Test
    void pendingEntriesSurviveTrimmingAndARestart() {
        String stream = newStream();
        Map<String, String> attributes = attributes(
                stream, "trim-keep", "100", "trim-interval", "100ms", "max-inflight", "50", "consumer", "one");
        streams.append(stream, "a", 0, 100);
        Channel first = streams.read(attributes, message -> later());
        await("50 are in flight", () -> first.messages.size() == 50);

        streams.append(stream, "a", 100, 500);
        first.close();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        streams.read(attributes, message -> {
            handled.add(text(message));
            return message.ack();
        });

        await("every single one is handled", () -> handled.size() == 600);
        assertThat(handled)
                .containsAll(IntStream.range(0, 600).mapToObj(i -> "a" + i).toList());
        await("the stream is trimmed", () -> streams.store.xlen(stream) == 100);
        assertThat(streams.pending(stream)).isZero();
    }

    @Test
    void trimmingStopsAtWhatAnotherGroupHasNotAcknowledged() {
        String stream = newStream();
        streams.store.xgroupCreate(
                XReadArgs.StreamOffset.from(stream, "0"), "slow", XGroupCreateArgs.Builder.mkstream());
        List<String> ids = streams.append(stream, "a", 0, 20);
        streams.store.xreadgroup(
                Consumer.from("slow", "x"), XReadArgs.Builder.count(10), XReadArgs.StreamOffset.lastConsumed(stream));
        streams.store.xack(stream, "slow", ids.subList(0, 5).toArray(String[]::new));

        streams.read(attributes(stream, "trim-keep", "0", "trim-interval", "100ms"));

        await("what both have acknowledged is removed", () -> streams.store
                .xrange(stream, Range.unbounded(), Limit.from(1))
                .getFirst()
                .getId()
                .equals(ids.get(5)));
        assertThat(streams.store.xlen(stream)).isEqualTo(15);
    }

    @Test
    void noMoreThanMaxInflightAreReadAhead() {
        String stream = newStream();
        streams.append(stream, "a", 0, 50);
        List<Message<?>> held = new CopyOnWriteArrayList<>();

        streams.read(attributes(stream, "max-inflight", "7"), message -> {
            held.add(message);
            return later();
        });

        await("7 are delivered", () -> held.size() == 7);
        assertThat(streams.pending(stream)).isEqualTo(7);
        held.get(3).ack();
        await("another one is delivered", () -> held.size() == 8);
        assertThat(streams.pending(stream)).isEqualTo(7);
    }

    @Test
    void batchIsDeliveredAndAcknowledgedAsAWhole() {
        String stream = newStream();
        streams.append(stream, "a", 0, 25);
        List<Integer> sizes = new CopyOnWriteArrayList<>();

        streams.read(attributes(stream, "batch", "true", "batch-size", "10"), message -> {
            sizes.add(((List<?>) message.getPayload()).size());
            assertThat(message.getMetadata(IncomingRedisStreamBatchMetadata.class)
                            .orElseThrow()
                            .entries())
                    .hasSize(sizes.getLast());
            return message.ack();
        });

        await(
                "all are acknowledged",
                () -> sizes.stream().mapToInt(size -> size).sum() == 25 && streams.pending(stream) == 0);
        assertThat(sizes).allMatch(size -> size <= 10);
    }

    @Test
    void slowHandlerKeepsItsEntryFromBeingClaimed() {
        String stream = newStream();
        Map<String, String> attributes = attributes(stream, "claim-min-idle", "300ms");
        streams.append(stream, "slow", 0, 1);
        List<Message<?>> held = new CopyOnWriteArrayList<>();
        streams.read(attributes, message -> {
            held.add(message);
            return later();
        });
        await("it is being handled", () -> held.size() == 1);

        Channel other = streams.read(attributes);
        streams.append(stream, "tick", 0, 1);
        AtomicLong idle = new AtomicLong();
        AtomicInteger renewals = new AtomicInteger();
        await("the claim was renewed five times", () -> {
            long now = streams.store
                    .xpending(stream, GROUP, Range.unbounded(), Limit.from(1))
                    .getFirst()
                    .getMsSinceLastDelivery();
            return (now < idle.getAndSet(now) ? renewals.incrementAndGet() : renewals.get()) >= 5;
        });

        assertThat(other.texts()).doesNotContain("slow0");
        assertThat(held.stream().map(TestStreams::text).filter("slow0"::equals)).hasSize(1);
    }

    @Test
    void consumerIsRemovedOnlyWithoutPendingEntries() {
        String idle = newStream();
        Channel done = streams.read(attributes(idle, "consumer", "one"));
        streams.append(idle, "a", 0, 1);
        await("it is acknowledged", () -> done.messages.size() == 1 && streams.pending(idle) == 0);
        String busy = newStream();
        streams.append(busy, "a", 0, 1);
        Channel holding = streams.read(attributes(busy, "consumer", "one"), message -> later());
        await("it is being handled", () -> holding.messages.size() == 1);

        done.close();
        holding.close();

        assertThat(streams.store.xinfoConsumers(idle, GROUP)).isEmpty();
        assertThat(streams.store.xinfoConsumers(busy, GROUP)).hasSize(1);
        assertThat(streams.pending(busy)).isOne();
    }

    @Test
    void consumersThatAreGoneAreRemovedInTime() {
        String stream = newStream();
        createGroup(stream);
        streams.store.xgroupCreateconsumer(stream, Consumer.from(GROUP, "gone"));
        streams.append(stream, "a", 0, 1);
        readAs("holds", stream, 1);

        streams.read(attributes(stream, "consumer", "me", "consumer-expiry", "500ms", "claim-min-idle", "30s"));

        await("the idle one is removed", () -> {
            String consumers = streams.store.xinfoConsumers(stream, GROUP).toString();
            return consumers.contains("holds") && !consumers.contains("gone");
        });
        assertThat(streams.pending(stream)).isOne();
    }
}
