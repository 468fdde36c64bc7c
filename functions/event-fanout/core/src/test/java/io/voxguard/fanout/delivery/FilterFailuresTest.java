package io.voxguard.fanout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FilterFailuresTest {
    @Test
    void oneLineAMinuteIsLogged() {
        AtomicLong now = new AtomicLong();
        FilterFailures failures = new FilterFailures("cases", now::get);
        assertThat(failures.log(Fanout.event("a", "k"))).isTrue();
        assertThat(failures.log(Fanout.event("b", "k"))).isFalse();
        now.set(Duration.ofMinutes(1).toNanos());
        assertThat(failures.log(Fanout.event("c", "k"))).isTrue();
    }
}
