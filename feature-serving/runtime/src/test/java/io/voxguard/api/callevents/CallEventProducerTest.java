package io.voxguard.api.callevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voxguard.api.store.StoreConnectionForTests;
import io.voxguard.serving.callevent.CallEvents;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.testing.EventSchemas;
import io.voxguard.testing.Eventually;
import io.voxguard.testing.SettingsForTests;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sink that the settings ask for. */
class CallEventProducerTest {
    private static final String NO_STORE = "redis://127.0.0.1:1";
    private static final String DETECTION = "io.voxguard.detection.v1";
    private static final String CALL_SCORED = "io.voxguard.call.scored.v1";

    private final CallEventProducer producer = new CallEventProducer();
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private DecidedCallSink sink(String store, Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>();
        keys.forEach((key, value) -> properties.put("voxguard.events." + key, value));
        CallEventSettings settings = SettingsForTests.read(CallEventSettings.class, properties);
        return producer.sink(
                new CallEventDestinations(settings, StoreConnectionForTests.at(store)),
                settings,
                meters,
                Clock.systemUTC(),
                Ticker.SYSTEM);
    }

    @Test
    void callsAreIgnoredByDefault() {
        assertThat(sink(NO_STORE, Map.of())).isSameAs(DecidedCallSink.NONE);
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void hashedDetectionsOfReviewedAndBlockedCallsAreInTheStream() {
        try (EmbeddedStore store = EmbeddedStore.start()) {
            DecidedCallSink sink = sink(
                    store.url(),
                    Map.of("to", "stream", "numbers", "hash", "hash-key", "a key of 16 bytes", "source", "/test"));
            sink.decided(SampleCall.decided("a", Decision.ALLOW));
            sink.decided(SampleCall.decided("r", Decision.REVIEW));
            sink.decided(SampleCall.decided("b", Decision.BLOCK));
            Eventually.await("delivery", () -> sent(DETECTION) == 2);
            producer.close(sink);

            List<String> events = entries(store.url(), "voxguard:detections");
            assertThat(events).hasSize(2).allSatisfy(event -> assertThat(EventSchemas.problems(event))
                    .isEmpty());
            assertThat(events.get(0)).contains("\"call_id\":\"r\"", "\"numbers\":\"hash\"", "\"source\":\"/test\"");
            assertThat(events.get(1)).contains("\"call_id\":\"b\"");
            assertThat(events).noneMatch(event -> event.contains("4155550123"));
        }
    }

    @Test
    void waitingEventsAreSentWhenTheProcessStops() {
        try (EmbeddedStore store = EmbeddedStore.start()) {
            DecidedCallSink sink = sink(store.url(), Map.of("to", "stream", "types", "call-scored"));
            for (int i = 0; i < 1_000; i++) {
                sink.decided(SampleCall.decided("c-" + i, Decision.ALLOW));
            }
            producer.close(sink);
            assertThat(entries(store.url(), "voxguard:calls-scored")).hasSize(1_000);
            assertThat(sent(CALL_SCORED)).isEqualTo(1_000);
        }
    }

    @Test
    void eventsAreSentOnceTheStoreIsBack() {
        EmbeddedStore away = EmbeddedStore.start();
        int port = away.port();
        away.close();
        DecidedCallSink sink = sink("redis://127.0.0.1:" + port, Map.of("to", "stream"));
        sink.decided(SampleCall.decided("kept", Decision.BLOCK));
        try (EmbeddedStore back = EmbeddedStore.start(port)) {
            Eventually.await("delivery", () -> sent(DETECTION) == 1);
            assertThat(entries(back.url(), "voxguard:detections"))
                    .isNotEmpty()
                    .allMatch(event -> event.contains("kept"));
        } finally {
            producer.close(sink);
        }
    }

    @Test
    void eventsAreDroppedAndCountedWhileTheStoreIsAway() {
        DecidedCallSink sink =
                sink(NO_STORE, Map.of("to", "stream", "types", "detection,call-scored", "retry-for", "0s"));
        sink.decided(SampleCall.decided("b", Decision.BLOCK));
        sink.decided(SampleCall.decided("a", Decision.ALLOW));
        Eventually.await(
                "drops", () -> dropped(DETECTION, "unavailable") == 1 && dropped(CALL_SCORED, "unavailable") == 2);
        producer.close(sink);
        sink.decided(SampleCall.decided("late", Decision.BLOCK));
        assertThat(dropped(DETECTION, "stopped")).isEqualTo(1);
        assertThat(sent(DETECTION)).isZero();
    }

    @Test
    void eventsThatFindNoRoomAreCountedAndTheRestWaits() {
        DecidedCallSink sink = sink(NO_STORE, Map.of("to", "stream", "queue", "5", "retry-for", "1h"));
        for (int i = 0; i < 300; i++) { // more than a batch and the queue
            sink.decided(SampleCall.decided("b", Decision.BLOCK));
        }
        double full = dropped(DETECTION, "queue_full");
        double waiting = meters.get("voxguard.events.queue").gauge().value();
        assertThat(full).isGreaterThan(30);
        assertThat(waiting).isEqualTo(5);
        producer.close(sink);
        assertThat(dropped(DETECTION, "stopped")).isEqualTo(300 - full);
    }

    @ParameterizedTest
    @CsvSource({
        "numbers, hash, voxguard.events.hash-key: expected at least 16 bytes",
        "to, kafka, voxguard.events.kafka.bootstrap-servers: expected host:port",
        "source, 'a b', voxguard.events.source: expected a URI reference"
    })
    void settingThatMakesNoSenseIsRefusedWithItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> sink(NO_STORE, Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusalOfAShortKeyDoesNotShowIt() {
        assertThatThrownBy(() -> sink(NO_STORE, Map.of("numbers", "hash", "hash-key", "short secret")))
                .hasMessageContaining("got 12")
                .hasMessageNotContaining("short secret");
    }

    @Test
    void brokerThatIsAwayDoesNotStopTheStart() {
        DecidedCallSink sink = sink(
                NO_STORE,
                Map.of("to", "kafka", "kafka.bootstrap-servers", "no-such-host.invalid:9092", "retry-for", "0s"));
        assertThat(sink).isInstanceOf(CallEvents.class);
        sink.decided(SampleCall.decided("b", Decision.BLOCK));
        Eventually.await("the drop", () -> dropped(DETECTION, "unavailable") == 1);
        producer.close(sink);
    }

    private double sent(String type) {
        return meters.get("voxguard.events.sent").tag("type", type).counter().count();
    }

    private double dropped(String type, String cause) {
        return meters.get("voxguard.events.dropped")
                .tag("type", type)
                .tag("cause", cause)
                .counter()
                .count();
    }

    private static List<String> entries(String url, String stream) {
        RedisClient client = RedisClient.create(url);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().xrange(stream, Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("record"))
                    .toList();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }
}
