package io.voxguard.store.messaging.pubsub;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.reactive.messaging.providers.connectors.ExecutionHolder;
import io.vertx.mutiny.core.Vertx;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.messaging.ChannelConfig;
import io.voxguard.store.messaging.IncomingRedisPubSubMetadata;
import io.voxguard.store.messaging.OutgoingRedisPubSubMetadata;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PubSubTest {
    private static EmbeddedStore server;
    private static RedisClient client;
    private static RedisCommands<String, String> store;
    private static Vertx vertx;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private RedisPubSubConnector connector;
    private FaultyWire wire;

    @BeforeAll
    static void startServer() {
        server = EmbeddedStore.start();
        client = RedisClient.create(server.url());
        store = client.connect().sync();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopServer() {
        client.shutdown();
        server.close();
        vertx.closeAndAwait();
    }

    @BeforeEach
    void open() {
        Metrics.addRegistry(registry);
        connector = new RedisPubSubConnector(new ExecutionHolder(vertx), Ticker.SYSTEM);
        wire = FaultyWire.to(server.port());
    }

    @AfterEach
    void close() {
        connector.close();
        wire.close();
        Metrics.removeRegistry(registry);
    }

    @SuppressWarnings("unchecked")
    private Multi<Message<?>> subscribe(String channel, Map<String, String> attributes) {
        return Multi.createFrom().publisher((Flow.Publisher<Message<?>>)
                connector.getPublisher(ChannelConfig.of(channel, "redis://127.0.0.1:" + wire.port(), attributes)));
    }

    private double counted(String channel, String event) {
        return registry
                .find("voxguard.messaging.events")
                .tag("channel", channel)
                .tag("event", event)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static String text(Message<?> message) {
        return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
    }

    @Test
    void messagesOfChannelsAndPatternsAreDeliveredWithTheirOrigin() {
        List<Message<?>> received = new CopyOnWriteArrayList<>();
        subscribe("in", Map.of("channels", "calls,rules", "patterns", "tenant.*"))
                .subscribe()
                .with(received::add);
        await("it is subscribed", () -> connector.getReadiness().isOk());

        store.publish("calls", "one");
        store.publish("tenant.7", "two");

        await("both are delivered", () -> received.size() == 2);
        assertThat(text(received.get(0))).isEqualTo("one");
        assertThat(received.get(0).getMetadata(IncomingRedisPubSubMetadata.class))
                .contains(new IncomingRedisPubSubMetadata("calls", Optional.empty()));
        assertThat(received.get(1).getMetadata(IncomingRedisPubSubMetadata.class))
                .contains(new IncomingRedisPubSubMetadata("tenant.7", Optional.of("tenant.*")));
    }

    @Test
    void allSubscriptionsAreBackWithinASecondHoweverOftenTheConnectionEnds() {
        List<String> channels =
                IntStream.range(0, 100).mapToObj(i -> "many" + i).toList();
        Set<String> received = ConcurrentHashMap.newKeySet();
        subscribe("kills", Map.of("channels", String.join(",", channels)))
                .subscribe()
                .with(message -> received.add(text(message)));
        await("all are subscribed", () -> connector.getReadiness().isOk());
        long seed = System.nanoTime();
        Random random = new Random(seed);

        for (int kill = 0; kill < 20; kill++) {
            String mark = "mark" + kill;
            double gaps = counted("kills", "gap");
            channels.forEach(channel -> store.publish(channel, "traffic"));
            if (random.nextBoolean()) { // and once more while it subscribes again
                wire.cutAfter("subscribe".getBytes(StandardCharsets.US_ASCII));
            }
            wire.set(FaultyWire.State.SHUT);
            wire.set(FaultyWire.State.OPEN);
            await(
                    "all subscriptions are back, seed " + seed,
                    Duration.ofSeconds(5),
                    () -> counted("kills", "gap") > gaps && subscribers(channels) == 100);
            await(
                    "the connector knows, seed " + seed,
                    () -> connector.getReadiness().isOk());
            store.publish("many" + kill, mark);
            await("messages arrive, seed " + seed, () -> received.contains(mark));
        }

        assertThat(counted("kills", "gap")).isGreaterThanOrEqualTo(20);
    }

    private static long subscribers(List<String> channels) {
        return store.pubsubNumsub(channels.toArray(String[]::new)).values().stream()
                .filter(count -> count >= 1)
                .count();
    }

    @Test
    void gapIsToldOnceForEachOutage() {
        subscribe("gaps", Map.of()).subscribe().with(message -> {});
        await("it is subscribed", () -> connector.getReadiness().isOk());
        assertThat(counted("gaps", "gap")).isZero();

        wire.set(FaultyWire.State.SHUT);
        await("it is not ready", () -> !connector.getReadiness().isOk());
        wire.set(FaultyWire.State.OPEN);

        await("the gap is told", () -> counted("gaps", "gap") == 1);
        assertThat(connector.getReadiness().isOk()).isTrue();
        assertThat(connector.getStartup().isOk()).isTrue();
    }

    @Test
    void messagesBeyondTheBufferAreDroppedAndCounted() {
        AssertSubscriber<Message<?>> slow =
                subscribe("slow", Map.of("buffer-size", "10")).subscribe().withSubscriber(AssertSubscriber.create(1));
        await("it is subscribed", () -> connector.getReadiness().isOk());

        for (int i = 0; i < 20; i++) {
            store.publish("slow", "m" + i);
        }

        await("nine are dropped", () -> counted("slow", "dropped") == 9);
        slow.request(Long.MAX_VALUE);
        await("the kept ones are delivered", () -> slow.getItems().size() == 11);
        assertThat(slow.getItems().stream().map(PubSubTest::text).collect(Collectors.toList()))
                .isEqualTo(IntStream.range(0, 11).mapToObj(i -> "m" + i).toList());
    }

    @Test
    @SuppressWarnings("unchecked")
    void messagesArePublishedOnTheirChannel() {
        List<String> received = new CopyOnWriteArrayList<>();
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        subscribe("listen", Map.of("channels", "target,elsewhere"))
                .subscribe()
                .with(message -> received.add(message.getMetadata(IncomingRedisPubSubMetadata.class)
                                .orElseThrow()
                                .channel()
                        + text(message)));
        await("it is subscribed", () -> connector.getReadiness().isOk());

        Multi.createFrom()
                .<Message<?>>items(
                        Message.of("a", () -> {
                            acknowledged.add("a");
                            return CompletableFuture.completedFuture(null);
                        }),
                        Message.of("b").addMetadata(new OutgoingRedisPubSubMetadata("elsewhere")))
                .subscribe((Flow.Subscriber<Message<?>>)
                        connector.getSubscriber(ChannelConfig.of("out", server.url(), Map.of("target", "target"))));

        await("both arrive", () -> received.equals(List.of("targeta", "elsewhereb")));
        await("it is acknowledged", () -> acknowledged.equals(List.of("a")));
    }

    @Test
    @SuppressWarnings("unchecked")
    void messageThatCannotBePublishedIsRefused() {
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        wire.set(FaultyWire.State.SHUT);

        Multi.createFrom()
                .<Message<?>>item(Message.of("lost").withNack(reason -> {
                    refused.add(reason);
                    return CompletableFuture.completedFuture(null);
                }))
                .subscribe((Flow.Subscriber<Message<?>>)
                        connector.getSubscriber(ChannelConfig.of("out", "redis://127.0.0.1:" + wire.port(), Map.of())));

        await("it is refused", () -> refused.size() == 1);
    }
}
