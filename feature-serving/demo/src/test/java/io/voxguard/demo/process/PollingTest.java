package io.voxguard.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollingTest {
    @Test
    void conditionIsAskedUntilItHolds() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        assertThat(Polling.until(Duration.ofSeconds(20), () -> asked.incrementAndGet() == 3))
                .isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void waitEndsThoughTheConditionDoesNotHold() throws Exception {
        assertThat(Polling.until(Duration.ofMillis(1), () -> false)).isFalse();
    }
}
