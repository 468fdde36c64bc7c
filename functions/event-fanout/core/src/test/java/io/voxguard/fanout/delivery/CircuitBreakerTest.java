package io.voxguard.fanout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final CircuitBreaker circuit = new CircuitBreaker(3, Duration.ofNanos(100), now::get);

    private void fail(Duration after) {
        circuit.begin();
        circuit.fail(after);
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        fail(Duration.ZERO);
        fail(Duration.ZERO);
        circuit.succeed();
        fail(Duration.ZERO);
        fail(Duration.ZERO);
        assertThat(circuit.allows()).isTrue();
        fail(Duration.ZERO);
        assertThat(circuit.state()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(circuit.allows()).isFalse();
        assertThat(circuit.waitNanos(1_000)).isEqualTo(100);
    }

    @Test
    void oneProbeDecidesAfterThePause() {
        for (int i = 0; i < 3; i++) {
            fail(Duration.ZERO);
        }
        now.set(100);
        assertThat(circuit.allows()).isTrue();
        circuit.begin();
        assertThat(circuit.allows()).as("one at a time").isFalse();
        circuit.fail(Duration.ZERO);
        assertThat(circuit.allows()).isFalse();
        now.set(200);
        circuit.begin();
        circuit.succeed();
        assertThat(circuit.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void longerPauseOfTheDestinationCounts() {
        for (int i = 0; i < 3; i++) {
            fail(Duration.ofNanos(500));
        }
        now.set(499);
        assertThat(circuit.allows()).isFalse();
        now.set(500);
        assertThat(circuit.allows()).isTrue();
    }
}
