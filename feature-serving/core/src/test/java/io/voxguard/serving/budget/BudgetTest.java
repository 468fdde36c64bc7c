package io.voxguard.serving.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void leftIsWhatWasAllowedLessWhatHasPassed() {
        Budget half =
                Budget.startedAt(System.nanoTime() - Duration.ofMinutes(30).toNanos(), HOUR, true);

        assertThat(Duration.ofNanos(half.leftNanos())).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        assertThat(half.spent()).isFalse();
    }

    @Test
    void leftIsNegativeOnceTheTimeIsOver() {
        Budget late = Budget.startedAt(System.nanoTime() - HOUR.toNanos() - 1, HOUR, true);

        assertThat(late.leftNanos()).isNegative();
        assertThat(late.spent()).isTrue();
        assertThat(late.forStore()).isNegative();
    }

    @Test
    void storeGetsWhatIsLeftLessAFifthOfTheWhole() {
        Budget fresh = Budget.startedAt(System.nanoTime(), HOUR, true);
        Budget old = Budget.startedAt(System.nanoTime() - Duration.ofMinutes(40).toNanos(), HOUR, true);

        assertThat(fresh.forStore()).isBetween(Duration.ofMinutes(47), Duration.ofMinutes(48));
        assertThat(old.forStore()).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
    }

    @Test
    void lenientBudgetHasTheSameTimeAndCaller() {
        AtomicBoolean gone = new AtomicBoolean();
        Budget strict = Budget.startedAt(System.nanoTime(), HOUR, true).until(gone::get);

        Budget lenient = strict.lenient();

        assertThat(lenient.strict()).isFalse();
        assertThat(lenient.startNanos()).isEqualTo(strict.startNanos());
        assertThat(lenient.allowedNanos()).isEqualTo(HOUR.toNanos());
        gone.set(true);
        assertThat(lenient.abandoned()).isTrue();
    }

    @Test
    void budgetIsAbandonedOnlyWhenItsCallerHasGone() {
        AtomicBoolean gone = new AtomicBoolean();
        Budget endless = Budget.startedAt(System.nanoTime(), HOUR, true);
        Budget watched = endless.until(gone::get);

        assertThat(endless.abandoned()).isFalse();
        assertThat(watched.abandoned()).isFalse();
        gone.set(true);
        assertThat(watched.abandoned()).isTrue();
        assertThat(endless.abandoned()).isFalse();
    }
}
