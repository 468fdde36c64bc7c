package io.voxguard.store.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** Near the overflow of nanoseconds: deadlines lie behind it. */
    private final FakeTimer timer = new FakeTimer(Long.MAX_VALUE - 5);

    private final Deadlines deadlines = new Deadlines(timer, timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void unansweredReplyTimesOutAtItsDeadlineAndNotBefore() {
        PendingReply reply = deadlines.start(SHORT);

        timer.advance(SHORT.minusNanos(1));
        assertThat(reply).isNotDone();

        timer.advance(Duration.ofNanos(1));
        assertThat(reply).isCompletedWithValue(StoreOutcome.TIMED_OUT);
    }

    @Test
    void shorterLimitThatStartsLaterTimesOutFirst() {
        PendingReply before = deadlines.start(LONG);
        PendingReply shorter = deadlines.start(SHORT);
        PendingReply after = deadlines.start(LONG);

        timer.advance(SHORT);
        assertThat(shorter).isCompletedWithValue(StoreOutcome.TIMED_OUT);
        assertThat(before).isNotDone();
        assertThat(after).isNotDone();

        PendingReply again = deadlines.start(SHORT);
        timer.advance(SHORT);
        assertThat(again).as("the timer is set again").isCompletedWithValue(StoreOutcome.TIMED_OUT);

        timer.advance(LONG);
        assertThat(before).isCompletedWithValue(StoreOutcome.TIMED_OUT);
        assertThat(after).isCompletedWithValue(StoreOutcome.TIMED_OUT);
    }

    @Test
    void firstOutcomeStands() {
        PendingReply answered = deadlines.start(SHORT);
        PendingReply late = deadlines.start(SHORT);

        deadlines.end(answered, StoreOutcome.DONE);
        timer.advance(SHORT);
        deadlines.end(late, StoreOutcome.DONE);

        assertThat(answered).isCompletedWithValue(StoreOutcome.DONE);
        assertThat(late).isCompletedWithValue(StoreOutcome.TIMED_OUT);
    }

    @Test
    void manyRepliesShareOneTimer() {
        List<PendingReply> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(deadlines.start(SHORT.plusMillis(i % 7)));
        }
        assertThat(timer.scheduled()).isEqualTo(1);

        timer.advance(SHORT.plusMillis(3));
        assertThat(all.stream().filter(PendingReply::isDone)).hasSize(1_000 / 7 * 4 + 4);

        timer.advance(SHORT);
        assertThat(all).allMatch(reply -> reply.join() == StoreOutcome.TIMED_OUT);
        assertThat(timer.scheduled()).isZero();
    }
}
