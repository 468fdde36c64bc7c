package io.voxguard.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ManualTime;
import io.voxguard.serving.budget.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gate makes of the time that requests took, to the nanosecond. */
class GateTimeTest {
    private final ManualTime time = new ManualTime();
    private final List<Gate.Pass> in = new ArrayList<>();
    private final List<Refusal> out = new ArrayList<>();
    private final Gate.Entrant entrant = new Gate.Entrant() {
        @Override
        public void enter(Gate.Pass pass, boolean waited) {
            in.add(pass);
        }

        @Override
        public void refused(Refusal why) {
            out.add(why);
        }
    };

    @Test
    void requestIsTimedFromAdmissionToEnd() {
        Gate gate = gateOfPace(1, 10, 40);

        assertThat(gate.lately(1)).isEqualTo(Duration.ofMillis(40));
        assertThat(gate.isQuick(1, Duration.ofMillis(40))).isTrue();
        assertThat(gate.isQuick(1, Duration.ofNanos(39_999_999))).isFalse();
    }

    @Test
    void waitingTimeIsNotPartOfTheRequestsTime() {
        Gate gate = new Gate(new GateLimits(1, 10), time);
        come(gate, 1_000);
        come(gate, 1_000);
        time.advance(Duration.ofMillis(100));
        in.get(0).abandon();
        time.advance(Duration.ofMillis(7));
        in.get(1).leave();

        assertThat(gate.lately(1)).isEqualTo(Duration.ofMillis(7));
    }

    /** A request takes 40 ms; one that is free to enter needs that, one that waits its turn as well. */
    @ParameterizedTest
    @CsvSource({"40, true", "39, false"})
    void strictRequestIsAdmittedIfItsTimeSuffices(long allowedMs, boolean enters) {
        Gate gate = gateOfPace(1, 10, 40);
        in.clear();

        come(gate, allowedMs);

        assertThat(in).hasSize(enters ? 1 : 0);
        if (!enters) {
            assertThat(out).containsExactly(new Refusal.TooLate(Duration.ofMillis(39), Duration.ofMillis(40)));
        }
    }

    /** One runs, and two wait: the third would wait for three turns of 40 ms before its own. */
    @ParameterizedTest
    @CsvSource({"160, true", "159, false"})
    void strictRequestWaitsIfItsTimeSufficesForThoseBeforeIt(long allowedMs, boolean waits) {
        Gate gate = gateOfPace(1, 10, 40);
        for (int i = 0; i < 3; i++) {
            come(gate, 60_000);
        }

        come(gate, allowedMs);

        assertThat(gate.waiting()).isEqualTo(waits ? 3 : 2);
        if (!waits) {
            assertThat(out).containsExactly(new Refusal.TooLate(Duration.ofMillis(159), Duration.ofMillis(160)));
        }
    }

    @Test
    void concurrencyShortensTheEstimatedWait() {
        Gate gate = gateOfPace(4, 10, 40);
        for (int i = 0; i < 4; i++) {
            come(gate, 60_000);
        }

        come(gate, 50); // a turn of 40 ms over four, and its own

        assertThat(gate.waiting()).isEqualTo(1);
        assertThat(out).isEmpty();
    }

    /** Half of those that wait will have been served: ten of 40 ms on one place take 400 ms. */
    @Test
    void retryAfterIsTheTimeToServeHalfOfTheQueue() {
        Gate gate = gateOfPace(1, 10, 40);
        for (int i = 0; i < 12; i++) {
            come(gate, 60_000);
        }

        assertThat(out).containsExactly(new Refusal.Full(10, Duration.ofMillis(200)));
    }

    @Test
    void waitingRequestIsRefusedOnAdmissionIfItsRemainingTimeIsTooShort() {
        Gate gate = gateOfPace(1, 10, 40);
        in.clear();
        come(gate, 60_000);
        come(gate, 100);
        come(gate, 60_000);
        time.advance(Duration.ofMillis(61));

        in.getFirst().abandon();

        assertThat(out).containsExactly(new Refusal.TooLate(Duration.ofMillis(39), Duration.ofMillis(40)));
        assertThat(in).as("the one behind it is in").hasSize(2);
        assertThat(gate.running()).isEqualTo(1);
    }

    @Test
    void refusalForLatenessLowersThePaceEstimate() {
        Gate gate = gateOfPace(1, 10, 32);

        come(gate, 1);

        assertThat(gate.lately(1)).isEqualTo(Duration.ofMillis(30));
    }

    /** A gate at which one request took so many milliseconds. */
    private Gate gateOfPace(int concurrency, int queue, long tookMs) {
        Gate gate = new Gate(new GateLimits(concurrency, queue), time);
        come(gate, 60_000);
        time.advance(Duration.ofMillis(tookMs));
        in.getLast().leave();
        return gate;
    }

    private void come(Gate gate, long allowedMs) {
        gate.come(1, Budget.startedAt(time, time.nanos(), Duration.ofMillis(allowedMs), true), Runnable::run, entrant);
    }
}
