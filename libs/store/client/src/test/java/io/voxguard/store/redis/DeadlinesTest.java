package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.Deadlines.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Deadlines deadlines = new Deadlines(timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void whatIsNotAnsweredTimesOutAndNotBefore() throws Exception {
        long start = System.nanoTime();
        Waiting waiting = deadlines.start(SHORT);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(StoreOutcome.TIMED_OUT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void aShorterWaitThatComesLaterEndsFirst() throws Exception {
        Waiting before = deadlines.start(LONG);
        Waiting shorter = deadlines.start(SHORT);
        Waiting after = deadlines.start(LONG);
        assertThat(shorter.get(10, TimeUnit.SECONDS)).isEqualTo(StoreOutcome.TIMED_OUT);
        assertThat(List.of(before, after)).noneMatch(CompletableFuture::isDone);
        Waiting again = deadlines.start(SHORT);
        assertThat(again.get(10, TimeUnit.SECONDS)).as("set anew").isEqualTo(StoreOutcome.TIMED_OUT);
    }

    @Test
    void theAnswerStandsWhateverComesLater() throws Exception {
        Waiting answered = deadlines.start(SHORT);
        deadlines.end(answered, StoreOutcome.DONE);
        Waiting late = deadlines.start(SHORT);
        assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(StoreOutcome.TIMED_OUT);
        deadlines.end(late, StoreOutcome.DONE);
        assertThat(late.join()).isEqualTo(StoreOutcome.TIMED_OUT);
        assertThat(answered.join()).isEqualTo(StoreOutcome.DONE);
    }

    @Test
    void manyWaitWithOneTimer() throws Exception {
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(deadlines.start(SHORT.plusMillis(i % 7)));
        }
        assertThat(timer.getQueue().size()).isLessThanOrEqualTo(1);
        for (Waiting one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(StoreOutcome.TIMED_OUT);
        }
    }
}
