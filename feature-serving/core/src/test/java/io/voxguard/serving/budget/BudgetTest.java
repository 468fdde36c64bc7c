package io.voxguard.serving.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    private final ManualTime time = new ManualTime();
    private final Budget budget = Budget.startedAt(time, time.nanos(), Duration.ofMillis(100), true);

    /** Of a tenth of a second, after so many milliseconds: what is left, what the store may take, and whether it is spent. */
    @ParameterizedTest
    @CsvSource({
        "0, 100, 80, false",
        "30, 70, 50, false",
        "80, 20, 0, false",
        "99, 1, -19, false",
        "100, 0, -20, true",
        "250, -150, -170, true"
    })
    void timeIsCountedFromTheStart(long passed, long left, long forStore, boolean spent) {
        time.advance(Duration.ofMillis(passed));

        assertThat(Duration.ofNanos(budget.leftNanos())).isEqualTo(Duration.ofMillis(left));
        assertThat(budget.forStore()).isEqualTo(Duration.ofMillis(forStore));
        assertThat(budget.spent()).isEqualTo(spent);
    }

    @Test
    void timeBeforeTheBudgetWasCreatedCountsToo() {
        time.advance(Duration.ofSeconds(5));

        Budget late = Budget.startedAt(time, time.nanos() - 60_000_000, Duration.ofMillis(100), false);

        assertThat(late.leftNanos()).isEqualTo(40_000_000);
    }

    @Test
    void lenientBudgetHasTheSameTimeAndCaller() {
        AtomicBoolean gone = new AtomicBoolean();
        Budget strict = budget.until(gone::get);

        Budget lenient = strict.lenient();

        assertThat(strict.strict()).isTrue();
        assertThat(lenient.strict()).isFalse();
        time.advance(Duration.ofMillis(40));
        assertThat(lenient.leftNanos()).isEqualTo(strict.leftNanos()).isEqualTo(60_000_000);
        gone.set(true);
        assertThat(lenient.abandoned()).isTrue();
    }

    @Test
    void budgetIsAbandonedOnlyWhenItsCallerHasGone() {
        AtomicBoolean gone = new AtomicBoolean();
        Budget watched = budget.until(gone::get);

        assertThat(watched.abandoned()).isFalse();
        gone.set(true);
        assertThat(watched.abandoned()).isTrue();
        assertThat(budget.abandoned()).isFalse();
        time.advance(Duration.ofDays(1));
        assertThat(budget.abandoned())
                .as("time that is over does not send a caller away")
                .isFalse();
    }
}
