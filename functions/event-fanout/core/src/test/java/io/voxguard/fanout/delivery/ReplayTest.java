package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.document;
import static io.voxguard.fanout.delivery.Fanout.event;
import static io.voxguard.fanout.delivery.Fanout.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.replay.Replay;
import io.voxguard.fanout.replay.ReplayProgress;
import io.voxguard.store.EventLog;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final String WEBHOOK =
            "destinations: [{name: alerts, type: webhook, url: '%s', allow_private: true%s}]";
    private Fanout fanout;

    @BeforeEach
    void open() throws Exception {
        fanout = new Fanout();
    }

    @AfterEach
    void close() throws Exception {
        fanout.close();
    }

    private List<String> append(int first, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            ids.add("e" + i);
            fanout.append(event("e" + i, "key" + i % 7, i % 2 == 0 ? "critical" : "info"));
        }
        return ids;
    }

    /** Returns a time after all entries of the log, when it has passed. */
    private static Instant boundary() throws Exception {
        Instant boundary = Instant.ofEpochMilli(System.currentTimeMillis() + 1);
        Eventually.await("it has passed", () -> Instant.now().isAfter(boundary.plusMillis(1)));
        return boundary;
    }

    private static Replay start(DeliveryEngine engine, String destination, Instant from, Instant to) throws Exception {
        return start(engine, destination, from, to, Optional.empty());
    }

    private static Replay start(
            DeliveryEngine engine, String destination, Instant from, Instant to, Optional<String> filter)
            throws Exception {
        DestinationReplays.Order order =
                engine.replays(destination).orElseThrow().start(from, to, filter);
        assertThat(order).isInstanceOf(DestinationReplays.Order.Accepted.class);
        return ((DestinationReplays.Order.Accepted) order).replay();
    }

    private static ReplayProgress progress(DeliveryEngine engine, String destination, Replay replay) throws Exception {
        return engine.replays(destination).orElseThrow().find(replay.id()).orElseThrow();
    }

    private static ReplayProgress awaitEnd(DeliveryEngine engine, String destination, Replay replay) throws Exception {
        Eventually.await(
                "the replay has ended",
                () -> !progress(engine, destination, replay).replay().isRunning());
        return progress(engine, destination, replay);
    }

    private List<EventLog> logs() {
        List<EventLog> logs = new ArrayList<>();
        for (int partition = 0; partition < fanout.partitions.count(); partition++) {
            logs.add(fanout.fanoutStore.log(partition));
        }
        return logs;
    }

    private List<String> groups() throws Exception {
        List<String> groups = new ArrayList<>();
        for (EventLog log : logs()) {
            log.groups(Fanout.LIMIT).forEach(group -> groups.add(group.name()));
        }
        return groups;
    }

    @Test
    void rangeIsDeliveredAgainInOrderPerKeyAndMarked() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        append(0, 50);
        Instant from = boundary();
        List<String> range = append(50, 250);
        Instant to = boundary();
        append(300, 50);
        Eventually.await("all is delivered", () -> fanout.open("cases") == 0);
        fanout.redis.del("cases");

        Replay replay = start(engine, "cases", from, to);
        ReplayProgress end = awaitEnd(engine, "cases", replay);

        List<FanoutEvent> replayed = fanout.stream("cases");
        assertThat(ids(replayed)).containsExactlyInAnyOrderElementsOf(range);
        DeliveryTest.assertInOrder(ids(replayed));
        assertThat(replayed).allMatch(one -> replay.id().equals(one.event().getExtension(FanoutEvent.REPLAY)));
        assertThat(end.replay().state()).isEqualTo(Replay.State.DONE);
        assertThat(end.replay().logStartsAt()).isEmpty();
        assertThat(end.position()).contains(to);
        assertThat(List.of(end.read(), end.matched(), end.delivered(), end.dead()))
                .containsExactly(250L, 250L, 250L, 0L);
        assertThat(groups()).as("the replay's are gone").containsOnly("cases").hasSize(4);
        assertThat(engine.states().getFirst().replayed()).isEqualTo(250);
        assertThat(fanout.open("cases")).isZero();
    }

    @Test
    void eventMustMatchTheFilterOfTheDestinationAndThatOfTheReplay() throws Exception {
        DeliveryEngine engine = fanout.start(
                "destinations: [{name: cases, type: stream, stream: cases, filter: \"severity <> 'info'\"}]");
        Instant from = boundary();
        append(0, 70);
        Instant to = boundary();
        Eventually.await("all is delivered", () -> fanout.open("cases") == 0);
        fanout.redis.del("cases");

        ReplayProgress end = awaitEnd(
                engine, "cases", start(engine, "cases", from, to, Optional.of("subject = 'key3' OR id = 'e1'")));

        assertThat(ids(fanout.stream("cases"))).containsExactly("e10", "e24", "e38", "e52", "e66");
        assertThat(List.of(end.read(), end.matched(), end.delivered())).containsExactly(70L, 5L, 5L);
    }

    @Test
    void replayOfAKilledReplicaIsFinishedByAnotherAndCountsEachEventOnce() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            String document = WEBHOOK.formatted(webhook.url("/"), ", in_flight: 4");
            DeliveryEngine engine = fanout.start(document);
            Instant from = boundary();
            List<String> range = append(0, 400);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            int before = webhook.received().size();

            Replay replay = start(engine, "alerts", from, to);
            for (int kill = 1; kill <= 3; kill++) {
                int enough = before + kill * 50;
                Eventually.await("some are replayed", () -> webhook.received().size() > enough);
                engine.abandon();
                engine = fanout.start(document);
            }
            ReplayProgress end = awaitEnd(engine, "alerts", replay);

            List<String> had = webhook.ids().subList(before, webhook.ids().size());
            List<String> distinct = List.copyOf(new LinkedHashSet<>(had));
            assertThat(distinct).containsExactlyInAnyOrderElementsOf(range);
            DeliveryTest.assertInOrder(distinct);
            assertThat(had.size())
                    .as("repeated are those that were under way")
                    .isLessThanOrEqualTo(range.size() + 3 * 200);
            assertThat(List.of(end.read(), end.delivered(), end.dead())).containsExactly(400L, 400L, 0L);
        }
    }

    @Test
    void replayGoesOnWhenAReplicaHandsItsPartitionsOver() throws Exception {
        String document = "destinations: [{name: cases, type: stream, stream: cases}]";
        DeliveryEngine one = fanout.start(document);
        DeliveryEngine other = fanout.start(document);
        Eventually.await("they share", () -> other.ownedPartitions().size() == 2);
        Instant from = boundary();
        List<String> range = append(0, 300);
        Instant to = boundary();
        Eventually.await("all is delivered", () -> fanout.open("cases") == 0);
        fanout.redis.del("cases");

        Replay replay = start(one, "cases", from, to);
        one.stop();
        ReplayProgress end = awaitEnd(other, "cases", replay);

        assertThat(ids(fanout.stream("cases"))).containsExactlyInAnyOrderElementsOf(range);
        DeliveryTest.assertInOrder(ids(fanout.stream("cases")));
        assertThat(end.delivered()).isEqualTo(300);
    }

    @Test
    void trimmingIsHeldBackWhileAReplayRuns() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ""));
            Instant from = boundary();
            append(0, 100);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            webhook.answer(WebhookServer.status(503));
            Replay replay = start(engine, "alerts", from, to);
            Eventually.await(
                    "it is being retried", () -> engine.states().getFirst().retried() > 0);

            trimLater();
            assertThat(entries()).isEqualTo(100);
            assertThat(progress(engine, "alerts", replay).position().orElseThrow())
                    .isBetween(from, to);

            webhook.answer(WebhookServer.status(200));
            assertThat(awaitEnd(engine, "alerts", replay).delivered()).isEqualTo(100);
            trimLater();
            assertThat(entries()).as("at most the last of each partition").isLessThanOrEqualTo(4);
        }
    }

    /** Trims as if everything were older than the retention. */
    private void trimLater() throws Exception {
        Housekeeping later = new Housekeeping(fanout.settings, Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
        for (EventLog log : logs()) {
            later.trim(log);
        }
    }

    private int entries() throws Exception {
        int entries = 0;
        for (EventLog log : logs()) {
            entries += log.range("-", "+", 1_000, Fanout.LIMIT).size();
        }
        return entries;
    }

    @Test
    void replayBeforeTheFirstEntryOfTheLogSaysWhereTheLogStarts() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        Instant from = boundary();
        append(0, 5);
        Instant to = boundary();
        Replay replay = start(engine, "cases", from.minusSeconds(60), to);
        assertThat(replay.logStartsAt().orElseThrow()).isBetween(from, to);
        assertThat(awaitEnd(engine, "cases", replay).delivered()).isEqualTo(5);
    }

    @Test
    void replayOfARangeWithoutEventsIsDone() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: cases, type: stream, stream: cases}]");
        Replay replay = start(engine, "cases", Instant.EPOCH, Instant.now());
        ReplayProgress end = awaitEnd(engine, "cases", replay);
        assertThat(end.replay().state()).isEqualTo(Replay.State.DONE);
        assertThat(end.read()).isZero();
    }

    @Test
    void secondReplayIsRefusedUntilTheFirstIsCancelled() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ""));
            Instant from = boundary();
            append(0, 50);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            webhook.answer(WebhookServer.status(503));
            Replay first = start(engine, "alerts", from, to);
            DestinationReplays replays = engine.replays("alerts").orElseThrow();

            assertThat(replays.start(from, to, Optional.empty())).isEqualTo(new DestinationReplays.Order.Busy(first));
            assertThat(replays.cancel(first.id()).orElseThrow().replay().state())
                    .isEqualTo(Replay.State.CANCELLED);
            assertThat(replays.cancel(first.id()).orElseThrow().replay().state())
                    .isEqualTo(Replay.State.CANCELLED);
            assertThat(replays.cancel("nosuch")).isEmpty();
            Eventually.await("its groups are gone", () -> groups().size() == 4);

            webhook.answer(WebhookServer.status(200));
            Replay second = start(engine, "alerts", from, to);
            assertThat(awaitEnd(engine, "alerts", second).delivered()).isEqualTo(50);
            assertThat(replays.list()).extracting(one -> one.replay().id()).containsExactly(second.id(), first.id());
        }
    }

    @Test
    void eventsThatADestinationDoesNotTakeAreCountedAsDeadLetters() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ", retry_for: 300ms"));
            Instant from = boundary();
            append(0, 60);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            webhook.answer((request, received) -> request.response()
                    .setStatusCode(
                            received.id().endsWith("0") ? 400 : received.id().endsWith("1") ? 503 : 200)
                    .end());

            Replay replay = start(engine, "alerts", from, to);
            ReplayProgress end = awaitEnd(engine, "alerts", replay);

            assertThat(List.of(end.read(), end.matched(), end.delivered(), end.dead()))
                    .containsExactly(60L, 60L, 48L, 12L);
            assertThat(fanout.deadLetters(engine, "alerts")).hasSize(12).allSatisfy(letter -> assertThat(
                            letter.letter().parse().event().getExtension(FanoutEvent.REPLAY))
                    .isEqualTo(replay.id()));
        }
    }

    @Test
    void freshEventsAreDeliveredWhileAReplayGetsNoAnswers() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ", in_flight: 4, timeout: 1m"));
            Instant from = boundary();
            append(0, 50);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            AtomicInteger silent = new AtomicInteger();
            webhook.answer((request, received) -> {
                if (isReplayed(received)) {
                    silent.incrementAndGet();
                } else {
                    request.response().end();
                }
            });
            Replay replay = start(engine, "alerts", from, to);
            Eventually.await("the replay has its share", () -> silent.get() == 2);

            append(50, 100);
            Eventually.await("fresh ones are delivered", () -> fanout.open("alerts") == 0);
            assertThat(silent).hasValue(2);
            assertThat(progress(engine, "alerts", replay).replay().isRunning()).isTrue();
        }
    }

    private static boolean isReplayed(WebhookServer.Received received) {
        return FanoutEvent.read(received.body().toString().getBytes(StandardCharsets.UTF_8))
                        .event()
                        .getExtension(FanoutEvent.REPLAY)
                != null;
    }

    @Test
    void freshEventsAndAReplayTakeTurnsWhereOneRequestIsAllowed() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ", in_flight: 1"));
            Instant from = boundary();
            append(0, 100);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            webhook.answer(WebhookServer.status(503));
            Replay replay = start(engine, "alerts", from, to);
            append(100, 100);
            Eventually.await("both are held", () -> engine.states().getFirst().held() == 200);
            int before = webhook.received().size();
            webhook.answer(WebhookServer.status(200));
            awaitEnd(engine, "alerts", replay);
            Eventually.await("fresh ones are delivered", () -> fanout.open("alerts") == 0);

            List<Boolean> kinds = webhook.received().stream()
                    .skip(before)
                    .map(ReplayTest::isReplayed)
                    .toList();
            assertThat(kinds.subList(0, 100).stream()
                            .filter(replayed -> replayed)
                            .count())
                    .as("replayed ones among the first hundred")
                    .isBetween(35L, 65L);
        }
    }

    @Test
    void replayGoesOnAfterItsDestinationChanged() throws Exception {
        try (WebhookServer broken = new WebhookServer(fanout.vertx(), WebhookServer.status(503));
                WebhookServer mended = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(mended.url("/"), ""));
            Instant from = boundary();
            append(0, 40);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            engine.apply(document(WEBHOOK.formatted(broken.url("/"), "")));
            Replay replay = start(engine, "alerts", from, to);
            Eventually.await(
                    "it is being retried", () -> engine.states().getFirst().retried() > 0);
            engine.apply(document(WEBHOOK.formatted(mended.url("/again"), "")));
            assertThat(awaitEnd(engine, "alerts", replay).delivered()).isEqualTo(40);
        }
    }

    @Test
    void replayToADestinationThatIsRemovedFails() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(503))) {
            String document = WEBHOOK.formatted(webhook.url("/"), "");
            DeliveryEngine engine = fanout.start(document);
            append(0, 5);
            Replay replay = start(engine, "alerts", Instant.EPOCH, boundary());
            engine.apply(document("removed: [alerts]"));
            Eventually.await("all groups are gone", () -> groups().isEmpty());
            engine.apply(document(document));
            Replay end = progress(engine, "alerts", replay).replay();
            assertThat(end.state()).isEqualTo(Replay.State.FAILED);
            assertThat(end.cause()).contains("the destination was removed");
        }
    }

    @Test
    void channelGetsAReplayToo() throws Exception {
        DeliveryEngine engine = fanout.start("destinations: [{name: live, type: channel, channel: live}]");
        Instant from = boundary();
        append(0, 30);
        Replay replay = start(engine, "live", from, boundary());
        assertThat(awaitEnd(engine, "live", replay).delivered()).isEqualTo(30);
    }

    @Test
    void replayIsForgottenWhenTheStoreIsEmptied() throws Exception {
        try (WebhookServer webhook = new WebhookServer(fanout.vertx(), WebhookServer.status(200))) {
            DeliveryEngine engine = fanout.start(WEBHOOK.formatted(webhook.url("/"), ""));
            Instant from = boundary();
            append(0, 20);
            Instant to = boundary();
            Eventually.await("all is delivered", () -> fanout.open("alerts") == 0);
            webhook.answer(WebhookServer.status(503));
            Replay replay = start(engine, "alerts", from, to);
            Eventually.await(
                    "it is being retried", () -> engine.states().getFirst().retried() > 0);
            fanout.redis.flushall();
            webhook.answer(WebhookServer.status(200));
            fanout.append(event("later", "k"));
            Eventually.await("the log is read again", () -> webhook.ids().contains("later"));
            Eventually.await(
                    "the replay has no groups",
                    () -> !groups().isEmpty() && !groups().contains(replay.group("alerts")));
            assertThat(engine.replays("alerts").orElseThrow().find(replay.id())).isEmpty();
        }
    }
}
