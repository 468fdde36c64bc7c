package io.voxguard.store.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void tokenThatTakesWholeMicrosecondsHasNoFraction() {
        Window window = Window.of(10, SECOND, 5);
        assertThat(window.unit()).isEqualTo(1);
        assertThat(window.wholeMicros(3)).isEqualTo(300_000);
        assertThat(window.fraction(3)).isZero();
    }

    @Test
    void fractionsOfAMicrosecondAddUp() {
        Window window = Window.of(7, SECOND, 7);
        assertThat(window.unit()).isEqualTo(7);
        assertThat(window.wholeMicros(1)).isEqualTo(142_857);
        assertThat(window.fraction(1)).isEqualTo(1);
        assertThat(window.wholeMicros(7)).isEqualTo(1_000_000);
        assertThat(window.fraction(7)).isZero();
    }

    @Test
    void tokensFasterThanMicrosecondsAreCounted() {
        Window window = Window.of(3_000_000, SECOND, 10);
        assertThat(window.wholeMicros(1)).isZero();
        assertThat(window.fraction(1)).isEqualTo(1);
        assertThat(window.unit()).isEqualTo(3);
    }

    @Test
    void nothingIsMissingFromABucketThatIsFullNowOrWasBefore() {
        Window window = Window.of(1, SECOND, 5);
        assertThat(window.remaining(1_000_000, 1_000_000, 0)).isEqualTo(5);
        assertThat(window.remaining(1_000_000, 900_000, 0)).isEqualTo(5);
        assertThat(window.remaining(1_000_000, 1_000_001, 0)).isEqualTo(4);
        assertThat(window.remaining(1_000_000, 6_000_000, 0)).isZero();
    }

    @Test
    void remainingStaysBetweenZeroAndTheBurstAfterTheClockWasSetBack() {
        Window window = Window.of(1, SECOND, 5);
        assertThat(window.remaining(0, 1L << 52, 0)).isZero();
        assertThat(window.remaining(1L << 52, 0, 0)).isEqualTo(5);
    }

    @Test
    void waitIsRoundedUpToAMillisecond() {
        Window window = Window.of(1, SECOND, 1);
        assertThat(window.retryAfterMs(1, 0, 1, 0)).isEqualTo(1);
        assertThat(window.retryAfterMs(1, 0, 1_000, 0)).isEqualTo(1);
        assertThat(window.retryAfterMs(1, 0, 1_001, 0)).isEqualTo(2);
        assertThat(window.retryAfterMs(1, 0, 0, 0)).isZero();
        assertThat(Window.resetAfterMs(0, 1_000, 0)).isEqualTo(1);
        assertThat(Window.resetAfterMs(0, 1_000, 1)).isEqualTo(2);
        assertThat(Window.resetAfterMs(5, 1, 0)).isZero();
    }

    @Test
    void longestPeriodAndLargestBurstAreCountedExactly() {
        Window window = Window.of(999_999_937, Duration.ofDays(1), 25_000_000);
        assertThat(window.remaining(0, window.wholeMicros(24_999_999), window.fraction(24_999_999)))
                .isEqualTo(1);
        assertThat(window.remaining(0, window.wholeMicros(24_999_999), window.fraction(24_999_999) + 1))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT1S, 1, 'count: expected 1 to 1000000000, got 0'",
        "1, PT1S, 0, 'burst: expected 1 to 1000000000, got 0'",
        "1000000001, PT1S, 1, 'count: expected 1 to 1000000000, got 1000000001'",
        "1, PT0S, 1, period: expected 1 µs to 1830 days",
        "1, PT-1S, 1, period: expected 1 µs to 1830 days",
        "1, PT0.0000015S, 1, 'period: expected whole microseconds, got PT0.0000015S'",
        "1, P1831D, 1, period: expected 1 µs to 1830 days",
        "1, P100000000D, 1, period: expected 1 µs to 1830 days",
        "1, P1D, 1830, burst: expected one that is full again within 1830 days",
        "999999937, P30D, 1000000000, burst: expected a burst and a period that can be counted exactly",
    })
    void windowThatCannotBeCountedIsRefused(long count, Duration period, long burst, String message) {
        assertThatThrownBy(() -> Window.of(count, period, burst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
