package io.voxguard.store.messaging.quarkus;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connectors as Quarkus finds and runs them, with the application of {@link Consumers}. */
@QuarkusTest
@QuarkusTestResource(StoreResource.class)
class InQuarkusTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Inject
    Consumers consumers;

    @Inject
    HealthCenter health;

    @ConfigProperty(name = "STORE_URL")
    String url;

    private RedisClient client;
    private RedisCommands<String, String> store;

    @BeforeEach
    void connect() {
        client = RedisClient.create(url);
        store = client.connect().sync();
    }

    @AfterEach
    void disconnect() {
        client.shutdown();
    }

    @Test
    void payloadIsConvertedToWhatTheMethodTakes() {
        store.xadd("texts", Map.of("record", "text"));
        store.xadd("objects", Map.of("record", "{\"caller\":\"+1\"}"));

        await("text is delivered", () -> consumers.texts.contains("text"));
        await("JSON is delivered", () -> consumers.callers.contains("+1"));
    }

    @Test
    void methodThatThrowsGetsItsEntryAgain() {
        store.xadd("texts", Map.of("record", "fail once"));

        await("it is handled at the second delivery", () -> consumers.texts.contains("fail once"));
        assertThat(consumers.deliveries.get("fail once")).isEqualTo(2);
        await("none is pending", () -> store.xpending("texts", "quarkus").getCount() == 0);
    }

    @Test
    void localsOfOneMessageAreSeenByAllItsStagesAndByNoOther() {
        for (int i = 0; i < 50; i++) {
            store.xadd("locals", Map.of("record", Integer.toString(i)));
        }

        await("all went through", () -> consumers.locals.size() == 50);
        assertThat(consumers.locals.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).mapToObj(Integer::toString).toList());
        assertThat(consumers.locals)
                .allSatisfy((payload, local) -> assertThat(local).isEqualTo(payload));
        assertThat(consumers.mixedLocals).isEmpty();
    }

    @Test
    void blockingMethodsRunSideBySideInTheOrderOfKeys() {
        for (int i = 0; i < 40; i++) {
            store.xadd("keys", Map.of("record", Integer.toString(i), "key", i % 2 == 0 ? "even" : "odd"));
        }

        await(
                "all are handled",
                () -> consumers.byKey.values().stream().mapToInt(List::size).sum() == 40);
        assertThat(consumers.byKey.get("even"))
                .isEqualTo(IntStream.range(0, 20)
                        .mapToObj(i -> Integer.toString(2 * i))
                        .toList());
        assertThat(consumers.byKey.get("odd"))
                .isEqualTo(IntStream.range(0, 20)
                        .mapToObj(i -> Integer.toString(2 * i + 1))
                        .toList());
    }

    @Test
    void traceOfAnEntryGoesOnThroughAProcessor() {
        store.xadd("traced-in", Map.of("record", "x", "traceparent", TRACE));

        await("it is passed on", () -> store.xlen("traced-out") == 1);
        String passedOn = store.xrange("traced-out", Range.unbounded())
                .getFirst()
                .getBody()
                .get("traceparent");
        assertThat(passedOn).startsWith("00-0af7651916cd43dd8448eb211c80319c-").endsWith("-01");
        assertThat(consumers.traces).extracting(SpanContext::getTraceId).contains("0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void cloudEventIsReadAndMetadataIsInjected() {
        store.xadd(
                "events",
                Map.of("record", "{}", "ce_specversion", "1.0", "ce_id", "7", "ce_source", "/s", "ce_type", "t"));

        await("it is delivered", () -> consumers.eventIds.contains("7"));
        IncomingRedisStreamMetadata origin = consumers.origins.getFirst();
        assertThat(origin.stream()).isEqualTo("events");
    }

    @Test
    void emitterAppendsAndSubscriptionsDeliver() {
        consumers.emitter.send("sent");
        await("it is appended", () -> store.xrange("emitted", Range.unbounded()).stream()
                .anyMatch(entry -> "sent".equals(entry.getBody().get("record"))));

        await("it is subscribed", () -> store.publish("news", "published") == 1);
        await("it is delivered", () -> consumers.news.contains("published"));
    }

    @Test
    void channelsAreInTheHealthOfTheApplication() {
        await("all are ready", () -> health.getReadiness().isOk());
        assertThat(health.getReadiness().getChannels())
                .extracting(channel -> channel.getChannel())
                .contains("texts", "news", "emitted");
        assertThat(health.getLiveness().isOk()).isTrue();
        assertThat(health.getStartup().isOk()).isTrue();
    }
}
