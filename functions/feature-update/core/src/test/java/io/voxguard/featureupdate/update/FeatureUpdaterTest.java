package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeatureUpdaterTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final UpdateFixture fixture = new UpdateFixture();
    private final FeatureView velocity = Optional.ofNullable(
                    CallEvents.shippedViews().views().get("caller_velocity"))
            .orElseThrow();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void eventThatIsDeliveredAgainCountsOnce() {
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);
        FeatureUpdater updater = fixture.updater();

        assertThat(updater.update(List.of(event, event))).containsExactly(UpdateResult.COUNTED, UpdateResult.DUPLICATE);
        assertThat(updater.update(List.of(event))).containsExactly(UpdateResult.DUPLICATE);
        assertThat(fixture.updater().update(List.of(event))).containsExactly(UpdateResult.DUPLICATE);

        assertThat(calls1h(event)).isEqualTo(1);
    }

    @Test
    void eventThatComesTooLateIsCountedForNobody() {
        FeatureUpdater updater = fixture.updater();
        updater.update(List.of(CallEvents.started("c-1", CallEvents.MORNING)));
        long tooEarly = CallEvents.MORNING - UpdateFixture.LATENESS.toMillis() - 1;

        assertThat(updater.update(List.of(CallEvents.started("c-2", tooEarly)))).containsExactly(UpdateResult.LATE);
        assertThat(updater.update(List.of(CallEvents.started("c-3", tooEarly + 1))))
                .containsExactly(UpdateResult.COUNTED);

        assertThat(calls1h(CallEvents.started("c-1", CallEvents.MORNING))).isEqualTo(2);
    }

    @Test
    void eventThatIsLateForItsTrunkAloneIsToldOfAndCountsForItsCaller() {
        List<EntityKind> late = new ArrayList<>();
        UpdateEvents listening = new UpdateEvents() {
            @Override
            public void late(EntityKind entity) {
                late.add(entity);
            }
        };
        FeatureUpdater updater = UpdateFixture.updater(fixture.store(), listening);
        CallEvent ahead =
                new CallEvent(EventKind.STARTED, "c-1", "+14155550111", "+442079460011", "t-1", CallEvents.MORNING, 0);
        CallEvent behind = new CallEvent(
                EventKind.STARTED,
                "c-2",
                "+14155550122",
                "+442079460022",
                "t-1",
                CallEvents.MORNING - UpdateFixture.LATENESS.toMillis() - 1,
                0);

        assertThat(updater.update(List.of(ahead))).containsExactly(UpdateResult.COUNTED);
        assertThat(updater.update(List.of(behind))).containsExactly(UpdateResult.COUNTED);

        assertThat(late).containsExactly(EntityKind.TRUNK);
        assertThat(calls1h(behind)).isEqualTo(1);
    }

    /** Ten updaters, as ten replicas would be, count for one caller at the same time. */
    @Test
    void hundredEventsFromTenUpdatersAddUp() throws Exception {
        AtomicInteger conflicts = new AtomicInteger();
        UpdateEvents counting = new UpdateEvents() {
            @Override
            public void conflicts(int states) {
                conflicts.addAndGet(states);
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            List<Future<Integer>> replicas = new ArrayList<>();
            for (int replica = 0; replica < 10; replica++) {
                FeatureUpdater updater = UpdateFixture.updater(fixture.store(), counting);
                int first = 10 * replica;
                replicas.add(threads.submit(() -> {
                    int failures = 0;
                    for (int i = 0; i < 10; i++) {
                        List<CallEvent> event =
                                List.of(CallEvents.started("c-" + (first + i), CallEvents.MORNING + first + i));
                        while (updater.update(event).contains(UpdateResult.FAILED)) {
                            failures++; // delivered again, as a transport does
                        }
                    }
                    return failures;
                }));
            }
            for (Future<Integer> replica : replicas) {
                replica.get();
            }
        }

        assertThat(calls1h(CallEvents.started("", CallEvents.MORNING))).isEqualTo(100);
        assertThat(conflicts.get()).as("states that were computed again").isPositive();
    }

    @Test
    void replayOfTheSameEventsGivesTheSameRowsWhateverTheOrderAndTheBatches() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        Random random = new Random(seed);
        List<CallEvent> events =
                CallEvents.random(random, 400, CallEvents.MORNING, UpdateFixture.LATENESS.toMillis(), 30);
        List<@Nullable String> expected = List.of();
        for (int turn = 0; turn < 4; turn++) {
            try (UpdateFixture other = new UpdateFixture()) {
                FeatureUpdater updater = other.updater();
                for (int from = 0; from < events.size(); ) {
                    int to = Math.min(events.size(), from + 1 + random.nextInt(100));
                    updater.update(events.subList(from, to));
                    from = to;
                }
                List<@Nullable String> rows = rows(other, events);
                assertThat(rows).as("seed %s", seed).isEqualTo(turn == 0 ? rows : expected);
                expected = rows;
            }
            Collections.shuffle(events, random);
        }
    }

    @Test
    void stateThatCannotBeReadBeginsAnewAndIsReported() throws Exception {
        List<String> reported = new ArrayList<>();
        UpdateEvents reporting = new UpdateEvents() {
            @Override
            public void unreadable(String entity, String cause) {
                reported.add(entity + " " + cause);
            }
        };
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);
        fixture.store()
                .shared()
                .replace(
                        "fs:{" + event.caller() + "}:caller",
                        Optional.empty(),
                        "not a state, but long enough".getBytes(StandardCharsets.UTF_8),
                        LIMIT);

        assertThat(UpdateFixture.updater(fixture.store(), reporting).update(List.of(event)))
                .containsExactly(UpdateResult.COUNTED);

        assertThat(reported).singleElement().asString().contains(event.caller(), "expected a state of version 2");
        assertThat(calls1h(event)).isEqualTo(1);
    }

    @Test
    void layoutThatTheStoreLostIsWrittenAgain() throws Exception {
        FeatureUpdater updater = fixture.updater();
        updater.update(List.of(CallEvents.started("c-1", CallEvents.MORNING)));
        String layout = fixture.keys("fs:layout:*").getFirst();
        fixture.store().remove(layout, LIMIT);

        updater.update(List.of(CallEvents.started("c-2", CallEvents.MORNING)));

        assertThat(fixture.keys("fs:layout:*")).contains(layout);
    }

    @Test
    void valueOfAnotherProgramIsReplaced() throws Exception {
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);
        fixture.store()
                .shared()
                .replace("fs:{" + event.caller() + "}:caller", Optional.empty(), new byte[] {1, 2, 3}, LIMIT);

        assertThat(fixture.updater().update(List.of(event))).containsExactly(UpdateResult.COUNTED);

        assertThat(calls1h(event)).isEqualTo(1);
    }

    @Test
    void withoutAStoreEventsFailAndCountOnceItIsBack() {
        RedisStore closed = RedisStore.open(RedisStoreConfig.of("redis://127.0.0.1:1"));
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);
        try {
            assertThat(UpdateFixture.updater(closed, UpdateEvents.IGNORED).update(List.of(event)))
                    .containsExactly(UpdateResult.FAILED);
        } finally {
            closed.close();
        }
        assertThat(fixture.updater().update(List.of(event))).containsExactly(UpdateResult.COUNTED);
    }

    @Test
    void answeredEventOfWhichNoDefinitionSpeaksIsNotWritten() {
        CallEvent started = CallEvents.started("c-1", CallEvents.MORNING);
        CallEvent answered = new CallEvent(
                EventKind.ANSWERED, "c-1", started.caller(), started.callee(), null, CallEvents.MORNING + 3000, 0);

        assertThat(fixture.updater().update(List.of(answered))).containsExactly(UpdateResult.DUPLICATE);

        assertThat(fixture.row("caller_velocity", started.caller())).isEmpty();
    }

    private @Nullable Float calls1h(CallEvent call) {
        return fixture.seen(velocity, call, CallEvents.MORNING).get(velocity.indexOf("calls_1h"));
    }

    private static List<@Nullable String> rows(UpdateFixture of, List<CallEvent> events) {
        List<@Nullable String> rows = new ArrayList<>();
        for (FeatureView view : CallEvents.shippedViews().views().values()) {
            events.stream()
                    .map(event -> switch (view.party().orElseThrow()) {
                        case CALLER -> event.caller();
                        case CALLEE -> event.callee();
                        case TRUNK -> String.valueOf(event.trunk());
                    })
                    .distinct()
                    .sorted()
                    .forEach(entity -> rows.add(view.name() + " " + entity + " "
                            + of.row(view.name(), entity)
                                    .map(row -> HexFormat.of().formatHex(row))
                                    .orElse("nothing")));
        }
        return rows;
    }
}
