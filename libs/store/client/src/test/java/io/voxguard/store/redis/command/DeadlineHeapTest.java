package io.voxguard.store.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    private static final long SEED = 20261129;
    /** Just below the overflow of nanoseconds, so that some deadlines lie on either side of it. */
    private static final long BASE = Long.MAX_VALUE - 500;

    @Test
    void firstIsTheEarliestThatHasNotBeenRemoved() {
        Random random = new Random(SEED);
        DeadlineHeap heap = new DeadlineHeap();
        List<PendingReply> present = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (present.isEmpty() || random.nextInt(5) < 3) {
                PendingReply added = new PendingReply(BASE + random.nextInt(1_000));
                heap.add(added);
                present.add(added);
            } else {
                heap.remove(present.remove(random.nextInt(present.size())));
            }
            PendingReply first = heap.first();
            if (present.isEmpty()) {
                assertThat(first).isNull();
            } else if (first != null && step % 50 == 0) {
                assertThat(first.deadlineNanos)
                        .as("seed %s, step %s", SEED, step)
                        .isEqualTo(earliest(present).deadlineNanos);
            }
        }
        while (heap.first() != null) {
            present.remove(heap.first());
            heap.remove(heap.first());
        }
        assertThat(present).isEmpty();
    }

    @Test
    void repliesLeaveInTheOrderOfTheirDeadlines() {
        Random random = new Random(SEED);
        DeadlineHeap heap = new DeadlineHeap();
        List<Long> added = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            PendingReply reply = new PendingReply(BASE + random.nextInt(1_000));
            added.add(reply.deadlineNanos - BASE);
            heap.add(reply);
        }

        List<Long> left = new ArrayList<>();
        for (PendingReply first = heap.first(); first != null; first = heap.first()) {
            left.add(first.deadlineNanos - BASE);
            heap.remove(first);
        }

        added.sort(Comparator.naturalOrder());
        assertThat(left).as("seed %s", SEED).isEqualTo(added);
    }

    @Test
    void removedReplyMayBeAddedAgain() {
        DeadlineHeap heap = new DeadlineHeap();
        PendingReply reply = new PendingReply(1);
        heap.add(reply);
        heap.remove(reply);
        assertThat(heap.first()).isNull();

        heap.add(reply);

        assertThat(heap.first()).isSameAs(reply);
    }

    @Test
    void removingTwiceIsHarmless() {
        DeadlineHeap heap = new DeadlineHeap();
        PendingReply one = new PendingReply(1);
        PendingReply other = new PendingReply(2);
        heap.add(one);
        heap.add(other);

        heap.remove(one);
        heap.remove(one);

        assertThat(heap.first()).isSameAs(other);
    }

    private static PendingReply earliest(List<PendingReply> replies) {
        return replies.stream()
                .min(Comparator.comparingLong(reply -> reply.deadlineNanos - BASE))
                .orElseThrow();
    }
}
