package io.voxguard.serving.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ManualTime;
import io.voxguard.serving.budget.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class GateTest {
    private final ManualTime time = new ManualTime();
    private final Gate gate = new Gate(new GateLimits(2, 3), time);
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
    void requestsBeyondTheConcurrencyWaitAndThoseBeyondTheQueueAreRefused() {
        for (int i = 0; i < 7; i++) {
            come(Duration.ofMinutes(1));
        }
        assertThat(in).hasSize(2);
        assertThat(gate.waiting()).isEqualTo(3);
        assertThat(out).hasSize(2).allSatisfy(why -> assertThat(why).isInstanceOf(Refusal.Full.class));
    }

    @Test
    void endingARequestAdmitsTheNextOne() {
        for (int i = 0; i < 5; i++) {
            come(Duration.ofMinutes(1));
        }
        for (int i = 0; i < 5; i++) {
            in.get(i).leave();
        }
        assertThat(in).hasSize(5);
        assertThat(gate.running()).isZero();
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void requestThatExpiredWhileWaitingIsRefusedAndTheNextOneAdmitted() {
        come(Duration.ofMinutes(1));
        come(Duration.ofMinutes(1));
        come(Duration.ofMillis(1));
        come(Duration.ofMinutes(1));
        time.advance(Duration.ofMillis(5));
        in.getFirst().leave();
        assertThat(out).hasSize(1).allSatisfy(why -> assertThat(why).isInstanceOf(Refusal.TooLate.class));
        assertThat(in).hasSize(3);
    }

    @Test
    void requestWithLessTimeThanRecentOnesTookIsRefusedButNotPermanently() {
        come(Duration.ofMinutes(1));
        time.advance(Duration.ofMillis(20));
        in.getFirst().leave();
        assertThat(gate.lately(1)).isEqualTo(Duration.ofMillis(20));
        come(Duration.ofMillis(5));
        assertThat(out).hasSize(1);
        int tries = 1;
        while (in.size() == 1 && tries < 200) {
            come(Duration.ofMillis(5));
            tries++;
        }
        assertThat(in)
                .as("what is believed of the pace fades with every refusal")
                .hasSize(2);
    }

    @Test
    void lenientRequestIsNotRejectedWhenLate() {
        gate.come(1, Budget.startedAt(time, -1_000_000, Duration.ofNanos(1), false), Runnable::run, entrant);
        assertThat(in).hasSize(1);
    }

    @Test
    void retryAfterGrowsWithQueueLength() {
        Gate slow = new Gate(new GateLimits(1, 100), time);
        slow.come(1, plenty(), Runnable::run, entrant);
        time.advance(Duration.ofMillis(50));
        in.getFirst().leave();
        for (int i = 0; i < 102; i++) {
            slow.come(1, plenty(), Runnable::run, entrant);
        }
        Refusal.Full full = (Refusal.Full) out.getFirst();
        assertThat(full.waiting()).isEqualTo(100);
        assertThat(full.retryAfter()).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void rejectingExecutorRefusesAllWaitingRequestsWithoutRecursion() {
        int queue = 100_000;
        Gate deep = new Gate(new GateLimits(1, queue), time);
        for (int i = 0; i <= queue; i++) {
            deep.come(
                    1,
                    plenty(),
                    work -> {
                        throw new RejectedExecutionException("shut down");
                    },
                    entrant);
        }
        in.getFirst().leave();
        assertThat(out).hasSize(queue).allSatisfy(why -> assertThat(why).isInstanceOf(Refusal.Full.class));
        assertThat(deep.running()).isZero();
        assertThat(deep.waiting()).isZero();
    }

    private void come(Duration allowed) {
        gate.come(1, Budget.startedAt(time, time.nanos(), allowed, true), Runnable::run, entrant);
    }

    private Budget plenty() {
        return Budget.startedAt(time, time.nanos(), Duration.ofMinutes(1), true);
    }
}
