package io.voxguard.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.budget.Budget;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who enters, in which order and where. Work that the gate hands to the executor runs when the test says so. */
class GateOrderTest {
    private final Queue<Runnable> handed = new ArrayDeque<>();
    private final List<String> events = new ArrayList<>();
    private final Map<String, Gate.Pass> passes = new HashMap<>();
    private final Map<String, Refusal> refusals = new HashMap<>();

    @Test
    void requestIsAdmittedOnItsOwnThreadIfThereIsRoom() {
        Gate gate = new Gate(new GateLimits(1, 1), Ticker.SYSTEM);

        come(gate, "a", plenty());

        assertThat(events).containsExactly("a enters");
        assertThat(handed).isEmpty();
        assertThat(gate.running()).isEqualTo(1);
    }

    @Test
    void waitingRequestsAreAdmittedInOrderOfArrival() {
        Gate gate = new Gate(new GateLimits(1, 10), Ticker.SYSTEM);
        for (String name : List.of("a", "b", "c", "d")) {
            come(gate, name, plenty());
        }
        for (String name : List.of("a", "b", "c", "d")) {
            pass(name).leave();
            run();
        }

        assertThat(events)
                .containsExactly(
                        "a enters", "b enters after waiting", "c enters after waiting", "d enters after waiting");
        assertThat(gate.running()).isZero();
    }

    @Test
    void freedPlaceIsReservedForTheFirstWaitingRequest() {
        Gate gate = new Gate(new GateLimits(1, 10), Ticker.SYSTEM);
        come(gate, "a", plenty());
        come(gate, "b", plenty());
        pass("a").leave();

        // b has been handed to its executor, which has not run it yet
        come(gate, "c", plenty());

        assertThat(events).containsExactly("a enters");
        assertThat(gate.running()).isEqualTo(1);
        assertThat(gate.waiting()).isEqualTo(1);
        run();
        assertThat(events).containsExactly("a enters", "b enters after waiting");
    }

    @Test
    void refusalOfAFullQueueSaysHowManyWait() {
        Gate gate = new Gate(new GateLimits(1, 2), Ticker.SYSTEM);
        for (String name : List.of("a", "b", "c", "d")) {
            come(gate, name, plenty());
        }

        assertThat(refusals.get("d")).isInstanceOfSatisfying(Refusal.Full.class, full -> {
            assertThat(full.waiting()).isEqualTo(2);
            assertThat(full.retryAfter().isNegative()).isFalse();
        });
        assertThat(refusals).containsOnlyKeys("d");
    }

    @Test
    void withoutAQueueRequestsBeyondTheConcurrencyAreRefused() {
        Gate gate = new Gate(new GateLimits(2, 0), Ticker.SYSTEM);
        for (String name : List.of("a", "b", "c")) {
            come(gate, name, plenty());
        }

        assertThat(refusals).containsOnlyKeys("c");
        pass("a").leave();
        come(gate, "d", plenty());
        assertThat(events).containsExactly("a enters", "b enters", "c refused", "d enters");
    }

    @Test
    void abandonedRequestIsSkippedInFavourOfTheNext() {
        Gate gate = new Gate(new GateLimits(1, 10), Ticker.SYSTEM);
        AtomicBoolean gone = new AtomicBoolean();
        come(gate, "a", plenty());
        come(gate, "b", plenty().until(gone::get));
        come(gate, "c", plenty());
        gone.set(true);

        pass("a").leave();
        run();

        assertThat(events).containsExactlyInAnyOrder("a enters", "b refused", "c enters after waiting");
        assertThat(gate.running()).isEqualTo(1);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void expiredStrictRequestIsRefusedAtOnceButALenientOneIsNot() {
        Gate gate = new Gate(new GateLimits(1, 10), Ticker.SYSTEM);
        Budget spent = Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos() - 2_000_000, Duration.ofMillis(1), true);

        come(gate, "strict", spent);
        come(gate, "lenient", spent.lenient());

        assertThat(events).containsExactly("strict refused", "lenient enters");
        assertThat(refusals.get("strict")).isInstanceOfSatisfying(Refusal.TooLate.class, late -> assertThat(late.left())
                .isZero());
    }

    @Test
    void abandonedPassFreesThePlaceWithoutAffectingThePace() {
        Gate gate = new Gate(new GateLimits(1, 10), Ticker.SYSTEM);
        come(gate, "a", plenty());
        pass("a").abandon();

        assertThat(gate.running()).isZero();
        assertThat(gate.lately(1)).isZero();
        assertThat(gate.isQuick(1, Duration.ofDays(1))).as("not measured").isFalse();

        come(gate, "b", plenty());
        pass("b").leave();
        assertThat(gate.lately(1)).isPositive();
        assertThat(gate.isQuick(1, Duration.ofDays(1))).isTrue();
        assertThat(gate.isQuick(1, Duration.ZERO)).isFalse();
        assertThat(gate.isQuick(1024, Duration.ofDays(1)))
                .as("so many rows were not measured")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 5", "1, -1"})
    void impossibleLimitsAreRefused(int concurrency, int queue) {
        assertThatThrownBy(() -> new GateLimits(concurrency, queue))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("got " + concurrency + " and " + queue);
    }

    private Gate.Pass pass(String name) {
        return Objects.requireNonNull(passes.get(name), name);
    }

    private void run() {
        for (Runnable work = handed.poll(); work != null; work = handed.poll()) {
            work.run();
        }
    }

    private void come(Gate gate, String name, Budget budget) {
        gate.come(1, budget, handed::add, new Gate.Entrant() {
            @Override
            public void enter(Gate.Pass pass, boolean waited) {
                passes.put(name, pass);
                events.add(name + (waited ? " enters after waiting" : " enters"));
            }

            @Override
            public void refused(Refusal why) {
                refusals.put(name, why);
                events.add(name + " refused");
            }
        });
    }

    private static Budget plenty() {
        return Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), Duration.ofHours(1), true);
    }
}
