package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.document;
import static io.voxguard.fanout.delivery.Fanout.event;
import static io.voxguard.fanout.delivery.Fanout.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.EventLog;
import io.voxguard.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangesTest {
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
    void changeOfADestinationLosesNothing() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: first}]");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add("e" + i);
            fanout.append(event("e" + i, "key" + i % 7));
            if (i % 100 == 99) {
                String stream = i % 200 == 99 ? "second" : "first";
                engine.apply(document("destinations: [{name: cases, type: stream, stream: " + stream + "}]"));
            }
        }
        Eventually.await("all is delivered", () -> fanout.open("cases") == 0);
        List<String> had = new ArrayList<>(ids(fanout.stream("first")));
        had.addAll(ids(fanout.stream("second")));
        assertThat(fanout.stream("second")).isNotEmpty();
        assertThat(had).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void changeAfterTheStoreWasEmptiedSkipsNothingThatItHasTakenSince() throws Exception {
        String document = "destinations: [{name: cases, type: stream, stream: cases}]";
        DeliveryEngine engine = fanout.start(document);
        for (int i = 0; i < 20; i++) { // the readers may make the groups anew first
            String id = "e" + i;
            fanout.redis.flushall();
            fanout.append(event(id, "k"));
            engine.apply(document(document));
            Eventually.await(
                    id + " is delivered", () -> ids(fanout.stream("cases")).equals(List.of(id)));
        }
    }

    @Test
    void newDestinationGetsWhatComesOrWhatTheLogHolds() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        fanout.append(event("before", "k"));
        Eventually.await("it is delivered", () -> fanout.open("cases") == 0);
        engine.apply(document("""
            destinations:
              - {name: cases, type: stream, stream: cases}
              - {name: later, type: stream, stream: later}
              - {name: all, type: stream, stream: all, start: earliest}
            """));
        fanout.append(event("after", "k"));
        Eventually.await("both are delivered", () -> fanout.open("later") + fanout.open("all") == 0);
        assertThat(ids(fanout.stream("later"))).containsExactly("after");
        assertThat(ids(fanout.stream("all"))).containsExactly("before", "after");
    }

    @Test
    void destinationThatIsLeftOutKeepsItsPlaceUntilItIsRemoved() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        engine.apply(document("destinations: []"));
        fanout.append(event("a", "k"));
        assertThat(engine.states()).isEmpty();
        engine.apply(document("destinations: [{name: cases, type: stream, stream: cases}]"));
        Eventually.await("it is delivered", () -> ids(fanout.stream("cases")).equals(List.of("a")));
        engine.apply(document("removed: [cases]"));
        assertThat(fanout.fanoutStore.log(0).groups(Fanout.LIMIT)).isEmpty();
    }

    @Test
    void trimmingKeepsWhatAnyGroupNeeds() throws Exception {
        EventLog log = fanout.fanoutStore.log(0);
        log.createGroup("fast", Fanout.LIMIT);
        log.createGroup("slow", Fanout.LIMIT);
        for (String id : List.of("a", "b", "c", "d")) {
            log.append(
                    List.of(new EventLog.NewEvent(id, id.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                    Fanout.LEASE,
                    Fanout.LIMIT);
        }
        List<EventLog.Entry> fast = log.next("fast", 10, Fanout.LIMIT);
        log.acknowledge("fast", fast.stream().map(EventLog.Entry::id).toList(), Fanout.LIMIT);
        List<EventLog.Entry> slow = log.next("slow", 3, Fanout.LIMIT);
        log.acknowledge("slow", List.of(slow.get(0).id(), slow.get(2).id()), Fanout.LIMIT);
        Housekeeping housekeeping = new Housekeeping(
                new DeliverySettings(
                        Fanout.LIMIT,
                        fanout.settings.backoff(),
                        Fanout.LIMIT,
                        1,
                        Fanout.LIMIT,
                        1,
                        java.time.Duration.ofHours(1)),
                () -> java.time.Instant.now().plusSeconds(7_200));

        housekeeping.trim(log);

        assertThat(log.range("-", "+", 10, Fanout.LIMIT))
                .extracting(EventLog.Entry::id)
                .containsExactly(slow.get(1).id(), slow.get(2).id(), fast.get(3).id());
        new Housekeeping(fanout.settings, java.time.InstantSource.system()).trim(log);
        assertThat(log.range("-", "+", 10, Fanout.LIMIT)).hasSize(3);
    }

    @Test
    void replicasShareThePartitionsAndHandThemOver() throws Exception {
        String document = "destinations: [{name: cases, type: stream, stream: cases}]";
        DeliveryEngine one = fanout.start(document);
        Eventually.await("it reads all partitions", () -> one.ownedPartitions().size() == 4);
        DeliveryEngine other = fanout.start(document);
        Eventually.await(
                "each reads half",
                () -> one.ownedPartitions().size() == 2
                        && other.ownedPartitions().size() == 2);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add("e" + i);
            fanout.append(event("e" + i, "key" + i % 7));
            if (i == 100) {
                one.stop();
            }
        }
        Eventually.await("all is delivered", () -> fanout.open("cases") == 0);
        assertThat(other.ownedPartitions()).hasSize(4);
        assertThat(ids(fanout.stream("cases"))).containsExactlyInAnyOrderElementsOf(all);
        DeliveryTest.assertInOrder(ids(fanout.stream("cases")));
    }

    @Test
    void deadLetterIsRedeliveredOrDeleted() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(400))) {
            DeliveryEngine engine = fanout.start("destinations: [{name: alerts, type: webhook, url: '"
                    + webhook.url("/") + "', allow_private: true}]");
            fanout.append(event("a", "k"), event("b", "k"));
            Eventually.await(
                    "both are dead", () -> fanout.deadLetters(engine, "alerts").size() == 2);
            DeadLetterBox letters = engine.deadLetters("alerts").orElseThrow();
            String first =
                    letters.list(java.util.Optional.empty(), 1).getFirst().id();

            assertThat(letters.redeliver(first))
                    .get()
                    .isInstanceOf(io.voxguard.fanout.send.DeliveryResult.Rejected.class);
            assertThat(letters.count()).isEqualTo(2);
            webhook.answer(WebhookServer.status(200));
            assertThat(letters.redeliver(first))
                    .get()
                    .isInstanceOf(io.voxguard.fanout.send.DeliveryResult.Delivered.class);
            assertThat(letters.redeliver(first)).isEmpty();
            String second =
                    letters.list(java.util.Optional.empty(), 1).getFirst().id();
            assertThat(letters.delete(second)).isTrue();
            assertThat(letters.count()).isZero();
        }
    }

    @Test
    void eventThatIsRetriedForTooLongIsADeadLetterAndTheNextOfItsKeyGoesOn() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), (request, received) -> request.response()
                .setStatusCode(received.id().equals("a") ? 500 : 200)
                .end())) {
            DeliveryEngine engine = fanout.start("destinations: [{name: alerts, type: webhook, url: '"
                    + webhook.url("/") + "', allow_private: true, retry_for: 1h}]");
            fanout.append(event("a", "k"), event("b", "k"));
            Eventually.await("it was retried", () -> webhook.ids().size() > 1);
            assertThat(fanout.deadLetters(engine, "alerts")).isEmpty();
            fanout.clock.advance(Duration.ofHours(1));
            Eventually.await("both are settled", () -> fanout.open("alerts") == 0);
            assertThat(fanout.deadLetters(engine, "alerts")).singleElement().satisfies(letter -> {
                assertThat(letter.letter().cause()).isEqualTo("status 500");
                assertThat(letter.letter().attempts()).isGreaterThan(1);
                assertThat(letter.letter().lastMs() - letter.letter().firstMs())
                        .isGreaterThanOrEqualTo(Duration.ofHours(1).toMillis());
            });
            assertThat(webhook.ids().getLast()).isEqualTo("b");
            assertThat(engine.states().getFirst().delivered()).isEqualTo(1);
        }
    }

    @Test
    void batchIsOneRequestAndTheRejectedEventAloneIsDead() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), (request, received) -> request.response()
                .setStatusCode(received.body().toString().contains("\"id\":\"bad\"") ? 400 : 200)
                .end())) {
            for (int i = 0; i < 20; i++) {
                fanout.append(event(i == 10 ? "bad" : "e" + i, "key" + i % 3));
            }
            DeliveryEngine engine = fanout.start("destinations: [{name: alerts, type: webhook, url: '"
                    + webhook.url("/") + "', allow_private: true, format: batched, batch_size: 50, start: earliest}]");
            Eventually.await("all are settled", () -> engine.states().getFirst().delivered() == 19);
            assertThat(fanout.deadLetters(engine, "alerts")).singleElement().satisfies(letter -> assertThat(
                            letter.letter().parse().event().getId())
                    .isEqualTo("bad"));
            assertThat(webhook.received().getFirst().headers().get("Content-Type"))
                    .isEqualTo("application/cloudevents-batch+json");
            assertThat(webhook.received().getFirst().headers().get("Webhook-Id"))
                    .isNotBlank();
        }
    }
}
