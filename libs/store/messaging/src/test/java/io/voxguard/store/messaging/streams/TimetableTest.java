package io.voxguard.store.messaging.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50); // it wraps around during the test
    private final Timetable timetable = new Timetable(Duration.ofNanos(100), nanos::get);

    @Test
    void taskIsDueAtOnceThenAfterEachPeriod() {
        assertThat(timetable.isDue()).isTrue();
        timetable.done();
        assertThat(timetable.isDue()).isFalse();
        assertThat(timetable.untilDueNanos()).isEqualTo(100);
        nanos.addAndGet(99);
        assertThat(timetable.isDue()).isFalse();
        nanos.addAndGet(1);
        assertThat(timetable.isDue()).isTrue();
    }

    @Test
    void overdueTaskLeavesTheShortestWait() {
        nanos.addAndGet(1_000);
        assertThat(timetable.untilDueNanos()).isOne();
    }

    @Test
    void taskThatHasMoreToDoIsDueAgain() {
        timetable.done();
        timetable.again();
        assertThat(timetable.isDue()).isTrue();
    }
}
