package io.voxguard.store.suite;

import static io.voxguard.store.suite.StoreSuite.awaitConnection;
import static io.voxguard.store.suite.StoreSuite.done;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.CallsInProgress;
import io.voxguard.store.CallsInProgress.Active;
import io.voxguard.store.CallsInProgress.Counts;
import io.voxguard.store.CallsInProgress.Effect;
import io.voxguard.store.CallsInProgress.Event;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Limits;
import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.CallsInProgress.Recorded;
import io.voxguard.store.CallsInProgress.Step;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls in progress, on a real server, as {@link StoreSuite}. The clock is the test's. */
abstract class CallsSuite extends ServerSuite {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration MAX_RINGING = Duration.ofMinutes(5);
    private static final Duration MAX_DURATION = Duration.ofHours(4);
    private static final Duration REMEMBERED = Duration.ofHours(1);
    private static final int MAX_CALLS = 300;
    private static final int MAX_ENDED = 250;
    private static final Limits LIMITS = new Limits(MAX_RINGING, MAX_DURATION, REMEMBERED, MAX_CALLS, MAX_ENDED);
    private static final Instant START = Instant.parse("2026-03-02T08:15:30.123Z");

    private final String prefix = "suite-" + Long.toHexString(System.nanoTime()) + "-";
    private final AtomicInteger next = new AtomicInteger();
    private final List<Party> parties = Collections.synchronizedList(new ArrayList<>());
    private volatile Instant now = START;
    private CallsInProgress calls;

    @BeforeAll
    final void use() {
        calls = redis.calls(LIMITS, () -> now);
    }

    @Override
    String[] expectedCommands() {
        return new String[] {"EVALSHA", "EVAL", "ZCOUNT", "ZRANGEBYSCORE"};
    }

    @Override
    void removeKeys() {
        parties.forEach(party -> direct.del(party.key(), party.endedKey()));
    }

    @Test
    void repeatedEventsOfACallCountOnce() {
        Party party = party();

        assertThat(record(party, Step.STARTED, "a")).isEqualTo(recorded(Effect.CHANGED, 1));
        assertThat(record(party, Step.STARTED, "a")).isEqualTo(recorded(Effect.UNCHANGED, 1));
        assertThat(record(party, Step.ANSWERED, "a")).isEqualTo(recorded(Effect.CHANGED, 1));
        assertThat(record(party, Step.ANSWERED, "a")).isEqualTo(recorded(Effect.UNCHANGED, 1));
        assertThat(record(party, Step.STARTED, "a")).isEqualTo(recorded(Effect.UNCHANGED, 1));
        assertThat(record(party, Step.STARTED, "b")).isEqualTo(recorded(Effect.CHANGED, 2));
        assertThat(record(party, Step.ENDED, "a")).isEqualTo(recorded(Effect.CHANGED, 1));
        assertThat(record(party, Step.ENDED, "a")).isEqualTo(recorded(Effect.UNCHANGED, 1));
        assertThat(active(party)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "STARTED, ANSWERED, ENDED",
        "STARTED, ENDED, ANSWERED",
        "ANSWERED, STARTED, ENDED",
        "ANSWERED, ENDED, STARTED",
        "ENDED, STARTED, ANSWERED",
        "ENDED, ANSWERED, STARTED"
    })
    void endedCallIsNotInProgressWhateverTheOrderOfItsEvents(Step first, Step second, Step third) {
        Party party = party();

        for (Step step : List.of(first, second, third, first, second)) {
            record(party, step, "a");
        }

        assertThat(active(party)).isZero();
    }

    @Test
    void answeredCallWithoutAnEndExpiresAtItsLongestDuration() {
        Party party = party();
        record(party, Step.ANSWERED, "answered first");
        record(party, Step.STARTED, "answered first");
        record(party, Step.STARTED, "started first");
        record(party, Step.ANSWERED, "started first");

        assertThat(activeAt(START.plus(MAX_DURATION).minusMillis(1), party)).isEqualTo(2);
        assertThat(activeAt(START.plus(MAX_DURATION), party)).isZero();
    }

    @Test
    void callThatIsNotAnsweredExpiresAtTheLongestRinging() {
        Party party = party();
        record(party, Step.STARTED, "a");

        assertThat(activeAt(START.plus(MAX_RINGING).minusMillis(1), party)).isEqualTo(1);
        assertThat(activeAt(START.plus(MAX_RINGING), party)).isZero();
    }

    @Test
    void lateAnswerCountsFromTheStartOfTheCall() {
        Party party = party();
        record(party, Step.STARTED, "a");

        assertThat(recordAt(START.plus(MAX_RINGING).plusSeconds(60), party, Step.ANSWERED, "a", START))
                .isEqualTo(recorded(Effect.CHANGED, 1));
        assertThat(activeAt(START.plus(MAX_DURATION), party)).isZero();
    }

    @Test
    void noEventProlongsACall() {
        Party party = party();
        record(party, Step.ANSWERED, "a");

        for (int minute = 10; minute < 240; minute += 10) {
            Instant later = START.plus(Duration.ofMinutes(minute));
            recordAt(later, party, Step.ANSWERED, "a", START);
            recordAt(later, party, Step.STARTED, "a", later);
            recordAt(later, party, Step.ANSWERED, "a", later);
        }

        assertThat(activeAt(START.plus(MAX_DURATION).minusMillis(1), party)).isEqualTo(1);
        assertThat(activeAt(START.plus(MAX_DURATION), party)).isZero();
        assertThat(recordAt(START.plus(MAX_DURATION), party, Step.ANSWERED, "a", START))
                .isEqualTo(recorded(Effect.OVER, 0));
    }

    @Test
    void startInTheFutureIsTakenForNow() {
        Party party = party();
        record(party, Step.STARTED, "a", START.plus(Duration.ofHours(9)));

        assertThat(activeAt(START, party)).isEqualTo(1);
        assertThat(activeAt(START.plus(MAX_RINGING), party)).isZero();
    }

    @Test
    void eventThatWasUnderWayDoesNotBringBackACallThatHasEnded() {
        Party party = party();
        record(party, Step.STARTED, "a");
        record(party, Step.ENDED, "a");
        record(party, Step.ENDED, "b");

        assertThat(record(party, Step.ANSWERED, "a")).isEqualTo(recorded(Effect.OVER, 0));
        assertThat(record(party, Step.STARTED, "b")).isEqualTo(recorded(Effect.OVER, 0));
        Instant last = START.plus(REMEMBERED).minusMillis(1);
        assertThat(recordAt(last, party, Step.ANSWERED, "a", START)).isEqualTo(recorded(Effect.OVER, 0));
        assertThat(direct.zcard(party.endedKey())).isEqualTo(2);
        recordAt(START.plus(REMEMBERED), party, Step.ENDED, "c", START.plus(REMEMBERED));
        assertThat(direct.zcard(party.endedKey())).as("c alone").isEqualTo(1);
    }

    @Test
    void endOfACallThatCannotComeBackIsNotRemembered() {
        Party party = party();

        recordAt(START.plus(MAX_DURATION), party, Step.ENDED, "a", START);

        assertThat(direct.exists(party.endedKey())).isZero();
    }

    @Test
    void rememberedEndsAreBoundedInNumber() {
        Party party = party();
        for (int i = 0; i < MAX_ENDED + 20; i++) {
            recordAt(START.plusMillis(i), party, Step.ENDED, "c-" + i, START);
        }

        assertThat(direct.zcard(party.endedKey())).isEqualTo(MAX_ENDED);
        assertThat(record(party, Step.STARTED, "c-20").effect()).isEqualTo(Effect.OVER);
        assertThat(record(party, Step.STARTED, "c-19").effect()).isEqualTo(Effect.CHANGED);
    }

    @Test
    void callsAreBoundedInNumberAndExpiredOnesMakeRoom() {
        Party party = party();
        for (int i = 0; i < MAX_CALLS; i++) {
            record(party, Step.STARTED, "c-" + i);
        }

        assertThat(record(party, Step.STARTED, "one more")).isEqualTo(recorded(Effect.FULL, MAX_CALLS));
        assertThat(record(party, Step.ANSWERED, "c-7")).isEqualTo(recorded(Effect.CHANGED, MAX_CALLS));
        Instant later = START.plus(MAX_RINGING);
        assertThat(recordAt(later, party, Step.STARTED, "one more", later)).isEqualTo(recorded(Effect.CHANGED, 2));
    }

    @Test
    void expiredCallsAreRemovedLittleByLittle() {
        Party party = party();
        for (int i = 0; i < 250; i++) {
            record(party, Step.STARTED, "c-" + i);
        }

        Instant later = START.plus(MAX_RINGING);
        for (int left : List.of(151, 52, 3, 4)) {
            assertThat(recordAt(later, party, Step.STARTED, "d-" + left, later).effect())
                    .isEqualTo(Effect.CHANGED);
            assertThat(direct.zcard(party.key())).isEqualTo(left);
        }
        assertThat(active(party)).isEqualTo(4);
    }

    @Test
    void callerAndTrunkOfTheSameNameAreCountedApart() {
        Party caller = party();
        Party trunk = new Party(Kind.TRUNK, caller.name());
        parties.add(trunk);

        List<Recorded> both = done(calls.record(new Event(Step.STARTED, "a", START), List.of(caller, trunk), LIMIT));
        record(trunk, Step.STARTED, "b");

        assertThat(both).containsExactly(recorded(Effect.CHANGED, 1), recorded(Effect.CHANGED, 1));
        assertThat(active(caller)).isEqualTo(1);
        assertThat(active(trunk)).isEqualTo(2);
    }

    @Test
    void idsAreThoseThatExpireFirst() {
        Party party = party();
        record(party, Step.ANSWERED, "answered");
        record(party, Step.STARTED, "début");
        record(party, Step.STARTED, "earlier", START.minusSeconds(1));
        record(party, Step.STARTED, "expired", START.minus(MAX_RINGING));

        assertThat(done(calls.list(party, 1000, LIMIT)))
                .isEqualTo(new Active(StoreOutcome.DONE, 3, List.of("earlier", "début", "answered"), START));
        assertThat(done(calls.list(party, 2, LIMIT)))
                .isEqualTo(new Active(StoreOutcome.DONE, 3, List.of("earlier", "début"), START));
        assertThat(done(calls.list(party(), 2, LIMIT))).isEqualTo(new Active(StoreOutcome.DONE, 0, List.of(), START));
    }

    @Test
    void severalPartiesAreCountedAtOnce() {
        Party two = party();
        Party none = party();
        Party one = party();
        record(two, Step.STARTED, "a");
        record(two, Step.STARTED, "b");
        record(one, Step.STARTED, "a");
        record(one, Step.STARTED, "expired", START.minus(MAX_RINGING));

        assertThat(done(calls.countEach(List.of(two, none, one), LIMIT)))
                .isEqualTo(new Counts(StoreOutcome.DONE, List.of(2L, 0L, 1L)));
        assertThat(done(calls.countEach(List.of(one), LIMIT))).isEqualTo(new Counts(StoreOutcome.DONE, List.of(1L)));
        assertThat(done(calls.countEach(List.of(), LIMIT))).isEqualTo(new Counts(StoreOutcome.DONE, List.of()));
        direct.set(none.key(), new byte[1]);
        assertThat(done(calls.countEach(List.of(two, none, one), LIMIT)))
                .isEqualTo(new Counts(StoreOutcome.UNAVAILABLE, List.of()));
    }

    @Test
    void keysExpireAfterTheirCalls() {
        Party party = party();
        record(party, Step.ANSWERED, "a");
        record(party, Step.ENDED, "b");

        assertThat(direct.pttl(party.key()))
                .isBetween(MAX_DURATION.toMillis(), MAX_DURATION.plusHours(1).toMillis());
        assertThat(direct.pttl(party.endedKey()))
                .isBetween(REMEMBERED.toMillis(), REMEMBERED.plusHours(1).toMillis());
    }

    @Test
    void eventIsTakenInAfterTheStoreHasForgottenItsScript() {
        Party party = party();
        record(party, Step.STARTED, "a");
        direct.scriptFlush();

        assertThat(record(party, Step.STARTED, "b")).isEqualTo(recorded(Effect.CHANGED, 2));
    }

    @Test
    void keyOfAnotherTypeFailsAloneAndKeepsItsValue() {
        Party broken = party();
        Party sound = party();
        direct.set(broken.key(), "text".getBytes(StandardCharsets.US_ASCII));

        List<Recorded> both = done(calls.record(new Event(Step.STARTED, "a", START), List.of(broken, sound), LIMIT));

        assertThat(both)
                .containsExactly(
                        new Recorded(StoreOutcome.UNAVAILABLE, Effect.UNCHANGED, 0), recorded(Effect.CHANGED, 1));
        assertThat(done(calls.count(broken, LIMIT)).outcome()).isEqualTo(StoreOutcome.UNAVAILABLE);
        assertThat(direct.get(broken.key())).isEqualTo("text".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void silentStoreTimesOutAndTheRepeatedEventCountsOnce() throws Exception {
        Party party = party();
        Duration briefly = Duration.ofMillis(100);
        proxy.freeze(true);
        try {
            assertThat(done(calls.record(new Event(Step.STARTED, "a", START), List.of(party), briefly)))
                    .containsExactly(new Recorded(StoreOutcome.TIMED_OUT, Effect.UNCHANGED, 0));
            assertThat(done(calls.count(party, briefly)))
                    .isEqualTo(new Active(StoreOutcome.TIMED_OUT, 0, List.of(), START));
            assertThat(done(calls.countEach(List.of(party), briefly)))
                    .isEqualTo(new Counts(StoreOutcome.TIMED_OUT, List.of()));
            assertThat(done(calls.list(party, 10, briefly)).outcome()).isEqualTo(StoreOutcome.TIMED_OUT);
        } finally {
            proxy.freeze(false);
        }
        await(
                "events are taken in again",
                () -> record(party, Step.STARTED, "a").outcome() == StoreOutcome.DONE);
        assertThat(active(party)).isEqualTo(1);
    }

    @Test
    void tenClientsAtOnceLeaveWhatTheirEventsSay() throws Exception {
        Party caller = party();
        Party trunk = new Party(Kind.TRUNK, caller.name());
        parties.add(trunk);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(new Event(Step.STARTED, "c-" + i, START));
            events.add(new Event(Step.ANSWERED, "c-" + i, START));
            if (i % 4 != 0) {
                events.add(new Event(Step.ENDED, "c-" + i, START));
            }
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(10)) {
            CompletableFuture.allOf(IntStream.range(0, 10)
                            .mapToObj(seed -> CompletableFuture.runAsync(
                                    () -> send(shuffled(events, seed), List.of(caller, trunk)), clients))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }

        assertThat(active(caller)).isEqualTo(50);
        assertThat(active(trunk)).isEqualTo(50);
        assertThat(done(calls.list(caller, 1000, LIMIT)).ids())
                .allMatch(id -> Integer.parseInt(id.substring(2)) % 4 == 0);
    }

    private void send(List<Event> events, List<Party> to) {
        try (RedisStore own = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            awaitConnection(own);
            CallsInProgress client = own.calls(LIMITS, () -> START);
            for (Event event : events) {
                done(client.record(event, to, LIMIT))
                        .forEach(recorded -> assertThat(recorded.outcome()).isEqualTo(StoreOutcome.DONE));
            }
        }
    }

    private static List<Event> shuffled(List<Event> events, int seed) {
        List<Event> order = new ArrayList<>(events);
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    @Test
    void countEqualsThatOfAModelAtEveryMomentOfRandomTraffic() {
        Party party = party();
        Random random = new Random(42);
        Map<String, Known> model = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            now = now.plusMillis(random.nextInt(20_000));
            // an end is remembered for an hour: the events of a call come within that time, in any order, some never,
            // some twice
            String id = "c-" + (i / 12 + random.nextInt(12));
            Step step = Step.values()[random.nextInt(3)];
            Instant startedAt = now.minusSeconds(random.nextInt(600));
            Known known = model.merge(id, new Known(startedAt, step), Known::with);
            record(party, step, id, known.startedAt());

            Instant at = now;
            assertThat(active(party))
                    .as("after event %d, %s of %s", i, step, id)
                    .isEqualTo(model.values().stream()
                            .filter(call -> call.isActive(at))
                            .count());
        }
    }

    /**
     * A call as the model knows it.
     *
     * @param last the last of its steps, whatever the order of their events
     */
    private record Known(Instant startedAt, Step last) {
        Known with(Known next) {
            return new Known(startedAt, last.compareTo(next.last) > 0 ? last : next.last);
        }

        boolean isActive(Instant at) {
            return switch (last) {
                case STARTED -> startedAt.plus(MAX_RINGING).isAfter(at);
                case ANSWERED -> startedAt.plus(MAX_DURATION).isAfter(at);
                case ENDED -> false;
            };
        }
    }

    // ---- helpers ----

    /** A party that no other test uses. The clock is set back to the start. */
    private Party party() {
        now = START;
        Party party = new Party(Kind.CALLER, prefix + next.incrementAndGet());
        parties.add(party);
        return party;
    }

    private Recorded record(Party party, Step step, String id) {
        return record(party, step, id, START);
    }

    private Recorded record(Party party, Step step, String id, Instant startedAt) {
        return done(calls.record(new Event(step, id, startedAt), List.of(party), LIMIT))
                .getFirst();
    }

    private Recorded recordAt(Instant time, Party party, Step step, String id, Instant startedAt) {
        now = time;
        return record(party, step, id, startedAt);
    }

    private long active(Party party) {
        Active active = done(calls.count(party, LIMIT));
        assertThat(active.outcome()).isEqualTo(StoreOutcome.DONE);
        return active.count();
    }

    private long activeAt(Instant time, Party party) {
        now = time;
        return active(party);
    }

    private static Recorded recorded(Effect effect, long active) {
        return new Recorded(StoreOutcome.DONE, effect, active);
    }
}
