package io.voxguard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 100", "2, 200", "3, 400", "6, 3200", "7, 5000", "8, 5000", "2147483647, 5000"})
    void delayDoublesUpToTheLongest(int failures, long millis) {
        Backoff backoff = new Backoff(FIRST, LONGEST, 0, () -> 0.9);
        assertThat(backoff.delay(failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void jitterChangesTheDelayByAtMostItsShareEitherWay() {
        assertThat(new Backoff(FIRST, LONGEST, 0.5, () -> 0).delay(1)).isEqualTo(Duration.ofMillis(50));
        assertThat(new Backoff(FIRST, LONGEST, 0.5, () -> 0.5).delay(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(new Backoff(FIRST, LONGEST, 0.5, () -> 1).delay(1)).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void delaysOfReplicasThatFailTogetherDiffer() {
        Backoff backoff = Backoff.exponential(FIRST, LONGEST);
        assertThat(java.util.stream.Stream.generate(() -> backoff.delay(5))
                        .limit(20)
                        .distinct()
                        .count())
                .isGreaterThan(10);
    }

    @Test
    void fixedDelayStaysWithinAFifth() {
        for (int failures = 0; failures < 200; failures++) {
            assertThat(Backoff.fixed(FIRST).delay(failures)).isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT1S, 0.5, backoff",
        "PT2S, PT1S, 0.5, backoff",
        "PT1S, PT2S, 1.5, jitter",
        "PT1S, PT2S, NaN, jitter"
    })
    void impossibleDelaysAreRefused(Duration first, Duration longest, double jitter, String named) {
        assertThatThrownBy(() -> new Backoff(first, longest, jitter, () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
