package io.voxguard.serving.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.Eventually;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofNanos(1), Duration.ofNanos(1));
    private static final Redelivery FOR_A_SECOND = new Redelivery(Duration.ofSeconds(1), BACKOFF);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(3);

    private final Counted counts = new Counted();

    /** What became of items, as {@code 7 delivered} or {@code 7 rejected}. */
    private static final class Counted implements DeliveryCounts<Integer> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void delivered(Integer item) {
            all.add(item + " delivered");
        }

        @Override
        public void dropped(Integer item, DropCause cause) {
            all.add(item + " " + cause.label());
        }
    }

    /** Attempts of a delivery. */
    @FunctionalInterface
    private interface Attempt {
        List<Integer> of(List<Integer> batch) throws Exception;
    }

    private static Destination<Integer> destination(Attempt attempt) {
        return new Destination<>() {
            @Override
            public List<Integer> deliver(List<Integer> batch) throws Exception {
                return attempt.of(batch);
            }

            @Override
            public void close() {}
        };
    }

    private Outbox<Integer> outbox(int capacity, Redelivery redelivery, Ticker ticker, Attempt attempt) {
        return outbox(capacity, redelivery, ticker, CLOSING_LIMIT, attempt);
    }

    private Outbox<Integer> outbox(
            int capacity, Redelivery redelivery, Ticker ticker, Duration closingLimit, Attempt attempt) {
        return new Outbox<>("items", capacity, destination(attempt), redelivery, counts, ticker, closingLimit);
    }

    @Test
    void itemsAreDeliveredInTheirOrder() {
        List<Integer> delivered = new ArrayList<>();
        try (Outbox<Integer> outbox = outbox(1_000, Redelivery.NEVER, Ticker.SYSTEM, batch -> {
            delivered.addAll(batch);
            return List.of();
        })) {
            for (int i = 0; i < 600; i++) {
                outbox.add(i);
            }
        }
        assertThat(delivered).hasSize(600).isSorted();
        assertThat(counts.all).hasSize(600).allMatch(one -> one.endsWith(" delivered"));
    }

    @Test
    void itemThatFindsTheQueueFullIsDroppedWithoutWaiting() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        Outbox<Integer> outbox = outbox(2, Redelivery.NEVER, Ticker.SYSTEM, batch -> {
            taken.countDown();
            stuck.await();
            return List.of();
        });
        outbox.add(0);
        taken.await();
        for (int i = 1; i <= 4; i++) {
            outbox.add(i);
        }
        assertThat(outbox.waiting()).isEqualTo(2);
        assertThat(counts.all).containsExactly("3 queue_full", "4 queue_full");
        stuck.countDown();
        outbox.close();
        assertThat(counts.all).contains("0 delivered", "1 delivered", "2 delivered");
    }

    @Test
    void failedBatchIsDeliveredAgainWhole() {
        List<List<Integer>> attempts = new ArrayList<>();
        try (Outbox<Integer> outbox = outbox(10, FOR_A_SECOND, () -> 0, batch -> {
            attempts.add(List.copyOf(batch));
            if (attempts.size() < 4) {
                throw new IllegalStateException("away");
            }
            return List.of();
        })) {
            outbox.add(1);
            Eventually.await("delivery", () -> counts.all.contains("1 delivered"));
        }
        assertThat(attempts).hasSize(4).allMatch(batch -> batch.equals(List.of(1)));
        assertThat(counts.all).containsExactly("1 delivered");
    }

    @Test
    void batchIsDroppedWhenItsTimeIsOver() {
        AtomicLong halfSeconds = new AtomicLong();
        Ticker ticker = () -> halfSeconds.getAndIncrement() * 500_000_000L;
        AtomicLong attempts = new AtomicLong();
        try (Outbox<Integer> outbox = outbox(10, FOR_A_SECOND, ticker, batch -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("away");
        })) {
            outbox.add(1);
            Eventually.await("end of the attempts", () -> counts.all.contains("1 unavailable"));
        }
        assertThat(attempts).hasValue(2);
        assertThat(counts.all).containsExactly("1 unavailable");
    }

    @Test
    void onlyRejectedItemsOfABatchAreDropped() throws Exception {
        CountDownLatch added = new CountDownLatch(1);
        try (Outbox<Integer> outbox = outbox(10, FOR_A_SECOND, Ticker.SYSTEM, batch -> {
            added.await();
            return batch.stream().filter(item -> item == 2).toList();
        })) {
            for (int i = 1; i <= 3; i++) {
                outbox.add(i);
            }
            added.countDown();
        }
        assertThat(counts.all).containsExactlyInAnyOrder("1 delivered", "2 rejected", "3 delivered");
    }

    @Test
    void closingDoesNotWaitForADestinationThatHangs() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Outbox<Integer> outbox = outbox(10, FOR_A_SECOND, Ticker.SYSTEM, Duration.ofMillis(20), batch -> {
            taken.countDown();
            never.await();
            return List.of();
        });
        outbox.add(1);
        taken.await();
        outbox.add(2);
        outbox.close();
        outbox.add(3);
        assertThat(counts.all).containsExactlyInAnyOrder("1 stopped", "2 stopped", "3 stopped");
    }

    @Test
    void closingEndsRepetitions() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        Redelivery forLong = new Redelivery(
                Duration.ofHours(1), Backoff.exponential(Duration.ofMinutes(10), Duration.ofMinutes(10)));
        Outbox<Integer> outbox = outbox(10, forLong, Ticker.SYSTEM, Duration.ofMillis(20), batch -> {
            failed.countDown();
            throw new IllegalStateException("away");
        });
        outbox.add(1);
        failed.await();
        outbox.close();
        assertThat(counts.all).containsExactly("1 stopped");
    }
}
