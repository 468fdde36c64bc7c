package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.function.event.Outcome;
import io.voxguard.time.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofMillis(400), 0, () -> 0);

    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> delays = new ArrayList<>();
    private final Retries retries = new Retries(BACKOFF, nanos::get, delay -> {
        delays.add(delay);
        nanos.addAndGet(delay.toNanos());
    });
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void firstSuccessEndsTheAttempts() throws Exception {
        Outcome outcome = retries.run(
                () -> attempts.incrementAndGet() < 3 ? Outcome.retry("store") : Outcome.done(), Duration.ofMinutes(1));
        assertThat(outcome).isEqualTo(Outcome.done());
        assertThat(delays).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void rejectionIsNotRepeated() throws Exception {
        Outcome outcome = retries.run(
                () -> {
                    attempts.incrementAndGet();
                    return Outcome.rejected("type", "a", "b");
                },
                Duration.ofMinutes(1));
        assertThat(outcome).isEqualTo(Outcome.rejected("type", "a", "b"));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void noAttemptBeginsAfterTheLimit() throws Exception {
        Outcome outcome = retries.run(this::fail, Duration.ofMillis(1_100));
        assertThat(outcome).isEqualTo(Outcome.retry("store"));
        assertThat(delays)
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(400));
    }

    @Test
    void slowAttemptsCountAgainstTheLimit() throws Exception {
        retries.run(
                () -> {
                    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                    return fail();
                },
                Duration.ofMillis(1_050));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void zeroLimitIsOneAttempt() throws Exception {
        retries.run(this::fail, Duration.ZERO);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void exhaustedBudgetIsNotRestoredForLaterFailures() throws Exception {
        RetryBudget budget = new RetryBudget(retries, Duration.ofMillis(350));
        budget.run(Outcome::done);
        budget.run(this::fail);
        assertThat(attempts).as("the first failure is repeated").hasValue(3);
        budget.run(this::fail);
        assertThat(attempts).as("the second is not").hasValue(4);
    }

    private Outcome fail() {
        attempts.incrementAndGet();
        return Outcome.retry("store");
    }
}
