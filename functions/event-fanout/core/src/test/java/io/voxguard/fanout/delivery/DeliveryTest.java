package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.event;
import static io.voxguard.fanout.delivery.Fanout.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.voxguard.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private Fanout fanout;

    @BeforeEach
    void open() throws Exception {
        fanout = new Fanout();
    }

    @AfterEach
    void close() throws Exception {
        fanout.close();
    }

    @Test
    void everyDestinationGetsEveryEventInOrderPerKey() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(204))) {
            fanout.start("""
                destinations:
                  - {name: cases, type: stream, stream: cases}
                  - {name: alerts, type: webhook, url: '%s', allow_private: true}
                """.formatted(webhook.url("/")));
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add("e" + i);
                fanout.append(event("e" + i, "key" + i % 7));
            }

            Eventually.await("all is delivered", () -> fanout.open("cases") + fanout.open("alerts") == 0);

            List<String> cases = ids(fanout.stream("cases"));
            assertThat(cases).containsExactlyInAnyOrderElementsOf(all);
            assertThat(webhook.ids()).containsExactlyInAnyOrderElementsOf(all);
            assertInOrder(cases);
            assertInOrder(webhook.ids());
        }
    }

    /** Events with the same remainder by seven have the same key. */
    static void assertInOrder(List<String> ids) {
        Map<Integer, List<Integer>> byKey = ids.stream()
                .map(id -> Integer.parseInt(id.substring(1)))
                .collect(Collectors.groupingBy(number -> number % 7));
        byKey.values().forEach(numbers -> assertThat(numbers).isSorted());
    }

    @Test
    void destinationGetsOnlyWhatItsFilterMatches() throws Exception {
        DeliveryEngine engine = fanout.start("""
            destinations:
              - {name: cases, type: stream, stream: cases, filter: "severity <> 'info'"}
              - {name: never, type: stream, stream: never, filter: "nosuch = 'a'"}
            """);
        fanout.append(event("a", "k", "info"), event("b", "k", "critical"), event("c", "k", "warning"));
        Eventually.await("all is delivered", () -> fanout.open("cases") + fanout.open("never") == 0);
        assertThat(ids(fanout.stream("cases"))).containsExactly("b", "c");
        assertThat(fanout.stream("never")).isEmpty();
        assertThat(engine.states().get(1).filterFailures()).isEqualTo(3);
    }

    @Test
    void destinationThatDoesNotAnswerDelaysNoOther() throws Exception {
        try (WebhookServer silent = new WebhookServer(fanout.vertx(), (request, received) -> {})) {
            fanout.start("""
                destinations:
                  - {name: cases, type: stream, stream: cases}
                  - {name: silent, type: webhook, url: '%s', allow_private: true, timeout: 1m}
                """.formatted(silent.url("/")));
            IntStream.range(0, 1_000).forEach(i -> fanout.append(event("e" + i, "key" + i)));
            Eventually.await("the other has all", () -> fanout.open("cases") == 0);
            assertThat(fanout.stream("cases")).hasSize(1_000);
            assertThat(fanout.open("silent")).isEqualTo(1_000);
            assertThat(silent.received()).as("at most in_flight requests").hasSizeLessThanOrEqualTo(16);
        }
    }

    @Test
    void keyWhoseEventIsRetriedWaitsAndOthersGoOn() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), (request, received) -> {
            boolean refuse = broken.get() && received.id().startsWith("bad");
            request.response().setStatusCode(refuse ? 500 : 200).end();
        })) {
            fanout.start("""
                destinations:
                  - {name: alerts, type: webhook, url: '%s', allow_private: true}
                """.formatted(webhook.url("/")));
            fanout.append(event("bad1", "bad"), event("bad2", "bad"));
            for (int i = 0; i < 50; i++) {
                fanout.append(event("good" + i, "good" + i));
            }
            Eventually.await("the others are delivered", () -> fanout.open("alerts") == 2);
            assertThat(webhook.ids()).doesNotContain("bad2");
            broken.set(false);
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            assertThat(webhook.ids().getLast()).isEqualTo("bad2");
        }
    }

    @Test
    void subscribersOfAChannelGetEachEventOnce() throws Exception {
        ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
        var subscriber = io.lettuce.core.RedisClient.create(
                        fanout.fanoutStore.config().url())
                .connectPubSub();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                messages.add(message);
            }
        });
        subscriber.sync().subscribe("live");
        fanout.start("destinations: [{name: live, type: channel, channel: live}]");
        fanout.append(event("a", "k"), event("b", "k"));
        Eventually.await("both came", () -> messages.size() == 2);
        assertThat(messages.peek()).contains("\"id\":\"a\"");
        assertThat(fanout.open("live")).isZero();
        subscriber.close();
    }

    @Test
    void eventsWaitInTheLogWhileTheCircuitIsOpen() throws Exception {
        fanout.settings = new DeliverySettings(
                fanout.settings.storeTimeout(),
                fanout.settings.backoff(),
                fanout.settings.maxRetryAfter(),
                3,
                java.time.Duration.ofSeconds(2),
                200,
                fanout.settings.retention());
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(503))) {
            DeliveryEngine engine = fanout.start("""
                destinations:
                  - {name: alerts, type: webhook, url: '%s', allow_private: true, in_flight: 1}
                """.formatted(webhook.url("/")));
            for (int i = 0; i < 20; i++) {
                fanout.append(event("e" + i, "key" + i));
            }
            Eventually.await(
                    "the circuit is open", () -> engine.states().getFirst().isCircuitOpen());
            assertThat(webhook.received()).hasSize(3);
            assertThat(fanout.open("alerts")).isEqualTo(20);
            webhook.answer(WebhookServer.status(200));
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            assertThat(engine.states().getFirst().circuit()).isEqualTo("closed");
            assertThat(engine.states().getFirst().dead()).isZero();
        }
    }

    @Test
    void logIsReadAgainAfterTheStoreWasEmptied() throws Exception {
        fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        fanout.append(event("a", "k"));
        Eventually.await("it is delivered", () -> fanout.stream("cases").size() == 1);
        fanout.redis.flushall();
        fanout.append(event("b", "k"));
        Eventually.await(
                "the next is delivered", () -> ids(fanout.stream("cases")).equals(List.of("b")));
    }
}
