package io.voxguard.fanout.delivery;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.vertx.core.Vertx;
import io.voxguard.fanout.destination.DestinationsDocument;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.log.EventAppender;
import io.voxguard.fanout.log.Partitions;
import io.voxguard.fanout.send.types.DestinationTypes;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import io.voxguard.testing.MovableClock;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A real store with a log and delivery engines on it, with short times. Each has keys of its own. */
final class Fanout implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(2);
    static final Duration LEASE = Duration.ofSeconds(1);
    private static final AtomicLong NEXT = new AtomicLong();

    private final EmbeddedStore server = EmbeddedStore.start();
    private final RedisStoreConfig config = RedisStoreConfig.of(server.url());
    private final RedisStore store = RedisStore.open(config);
    private final RedisClient admin = RedisClient.create(server.url());
    private final Vertx vertx = Vertx.vertx();
    private final List<DeliveryEngine> engines = new ArrayList<>();
    private final Map<String, String> kafka = new HashMap<>();
    final Partitions partitions = new Partitions("test" + NEXT.incrementAndGet(), 4);
    final RedisFanoutStore fanoutStore = new RedisFanoutStore(store, config, partitions, 10_000);
    final EventAppender appender = new EventAppender(partitions, fanoutStore::log, Duration.ofMinutes(10), LIMIT);
    final RedisCommands<String, String> redis = admin.connect().sync();
    final MovableClock clock = new MovableClock();
    DeliverySettings settings = new DeliverySettings(
            LIMIT,
            Backoff.exponential(Duration.ofMillis(20), Duration.ofMillis(100)),
            Duration.ofSeconds(2),
            1_000,
            Duration.ofMillis(100),
            200,
            Duration.ofHours(1));

    Fanout() throws Exception {
        Eventually.await("the store is connected", store::connected);
    }

    Vertx vertx() {
        return vertx;
    }

    RedisStore store() {
        return store;
    }

    /** Sets the brokers of topics. */
    Fanout withKafka(String brokers) {
        kafka.put("bootstrap.servers", brokers);
        return this;
    }

    /** Starts an engine, and puts a document in force. */
    DeliveryEngine start(String yaml) throws Exception {
        DeliveryEngine engine = new DeliveryEngine(
                fanoutStore,
                new DestinationTypes(
                        store.events(),
                        store.channels(),
                        kafka,
                        vertx,
                        name -> Optional.of("whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ="),
                        clock),
                settings,
                new NoMetrics(),
                UUID.randomUUID().toString(),
                LEASE,
                clock,
                Ticker.SYSTEM);
        engine.apply(document(yaml));
        engine.start();
        engines.add(engine);
        return engine;
    }

    static DestinationsDocument document(String yaml) {
        return DestinationsDocument.parse(yaml.getBytes(StandardCharsets.UTF_8), name -> true);
    }

    /** Appends events. */
    void append(FanoutEvent... events) {
        List<String> failures = new ArrayList<>();
        List<EventAppender.Appended> results = appender.append(List.of(events), failures);
        if (!failures.isEmpty() || results.contains(EventAppender.Appended.FAILED)) {
            throw new IllegalStateException("not appended: " + failures);
        }
    }

    /** Returns an event with a key, whose data is a number. */
    static FanoutEvent event(String id, String key, String severity) {
        return FanoutEvent.of(CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/test"))
                .withType("io.voxguard.detection.v1")
                .withSubject(key)
                .withExtension(FanoutEvent.PARTITION_KEY, key)
                .withExtension("severity", severity)
                .withData(
                        "application/json",
                        ("{\"id\":\"" + id + "\",\"score\":1.0,\"name\":\"é\"}").getBytes(StandardCharsets.UTF_8))
                .build());
    }

    static FanoutEvent event(String id, String key) {
        return event(id, key, "critical");
    }

    /** Returns the events of a stream of the store. */
    List<FanoutEvent> stream(String key) {
        return redis.xrange(key, Range.unbounded()).stream()
                .map(entry -> FanoutEvent.read(
                        String.valueOf(entry.getBody().get("record")).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    static List<String> ids(List<FanoutEvent> events) {
        return events.stream().map(event -> event.event().getId()).toList();
    }

    List<DeadLetterBox.Kept> deadLetters(DeliveryEngine engine, String destination) throws Exception {
        return engine.deadLetters(destination).orElseThrow().list(Optional.empty(), 1_000);
    }

    /** Returns the number of entries that a group has not acknowledged, or has not been given. */
    long open(String destination) throws Exception {
        List<io.voxguard.store.EventLog> logs = new ArrayList<>();
        for (int partition = 0; partition < partitions.count(); partition++) {
            logs.add(fanoutStore.log(partition));
        }
        return new Housekeeping(settings, clock).lags(logs).getOrDefault(destination, 0L);
    }

    @Override
    public void close() throws Exception {
        for (DeliveryEngine engine : engines) {
            engine.abandon();
        }
        vertx.close();
        admin.shutdown();
        store.close();
        server.close();
    }

    private static final class NoMetrics implements DeliveryEvents {
        @Override
        public void added(DestinationState state) {}

        @Override
        public void removed(String destination) {}

        @Override
        public void delivered(String destination, long millis) {}
    }
}
