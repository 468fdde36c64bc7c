package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.redis.Deadlines.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    private static final long SEED = 20261129;

    @Test
    void firstIsTheEarliestThatHasNotBeenRemoved() {
        Random random = new Random(SEED);
        DeadlineHeap heap = new DeadlineHeap();
        List<Waiting> present = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (present.isEmpty() || random.nextInt(5) < 3) {
                Waiting added = new Waiting(Long.MAX_VALUE - 500 + random.nextInt(1_000));
                heap.add(added);
                present.add(added);
            } else {
                heap.remove(present.remove(random.nextInt(present.size())));
            }
            Waiting first = heap.first();
            if (present.isEmpty()) {
                assertThat(first).isNull();
            } else if (first != null && step % 50 == 0) {
                long earliest = present.stream()
                        .map(waiting -> waiting.endsAtNanos)
                        .min(Comparator.comparingLong(end -> end - (Long.MAX_VALUE - 500)))
                        .orElseThrow();
                assertThat(first.endsAtNanos).as("seed %s, step %s", SEED, step).isEqualTo(earliest);
            }
        }
        while (heap.first() != null) {
            present.remove(heap.first());
            heap.remove(heap.first());
        }
        assertThat(present).isEmpty();
    }

    @Test
    void removingTwiceIsHarmless() {
        DeadlineHeap heap = new DeadlineHeap();
        Waiting one = new Waiting(1);
        Waiting other = new Waiting(2);
        heap.add(one);
        heap.add(other);
        heap.remove(one);
        heap.remove(one);
        assertThat(heap.first()).isSameAs(other);
    }
}
