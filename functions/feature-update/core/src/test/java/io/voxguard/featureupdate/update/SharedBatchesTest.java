package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedBatchesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Integer>> worked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        mayEnd.countDown();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void batchesThatComeWhileOneIsWorkedOnAreWorkedOnTogether() throws Exception {
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(100, this::halted);
        Future<Optional<List<Integer>>> first = submit(batches, List.of(1));
        awaitBegun();
        List<Future<Optional<List<Integer>>>> others = submitWaiting(batches, 10);

        mayEnd.countDown();

        assertThat(result(first)).contains(List.of(2));
        for (int i = 0; i < others.size(); i++) {
            assertThat(result(others.get(i))).as("results of batch %s", i).contains(List.of(20 + 2 * i, 20 + 2 * i));
        }
        assertThat(worked).hasSize(2);
        assertThat(worked.getLast()).hasSize(20);
    }

    @Test
    void noMoreAreWorkedOnTogetherThanAllowedUnlessOneBatchHasMore() throws Exception {
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(5, this::halted);
        Future<Optional<List<Integer>>> first = submit(batches, List.of(1));
        awaitBegun();
        List<Future<Optional<List<Integer>>>> others = new ArrayList<>(submitWaiting(batches, 3));
        others.add(submit(batches, Collections.nCopies(7, 7)));

        mayEnd.countDown();

        result(first);
        for (Future<Optional<List<Integer>>> other : others) {
            assertThat(result(other)).isPresent();
        }
        assertThat(worked.stream().mapToInt(List::size).filter(size -> size > 5))
                .containsExactly(7);
        assertThat(worked.stream().mapToInt(List::size).sum()).isEqualTo(1 + 3 * 2 + 7);
    }

    @Test
    void batchThatWaitsLongerThanTheLimitIsNotWorkedOn() throws Exception {
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(5, this::halted);
        Future<Optional<List<Integer>>> first = submit(batches, List.of(1));
        awaitBegun();

        assertThat(batches.run(List.of(2), Duration.ofMillis(1))).isEmpty();

        mayEnd.countDown();
        assertThat(result(first)).isPresent();
        assertThat(batches.run(List.of(3), LIMIT)).contains(List.of(6));
        assertThat(worked).containsExactly(List.of(1), List.of(3));
    }

    @Test
    void interruptedThreadGivesItsPlaceUpToTheOthers() throws Exception {
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(5, this::halted);
        Future<Optional<List<Integer>>> first = submit(batches, List.of(1));
        awaitBegun();
        AtomicReference<Thread> waiting = new AtomicReference<>();
        Future<Optional<List<Integer>>> second = threads.submit(() -> {
            waiting.set(Thread.currentThread());
            return batches.run(List.of(2), LIMIT);
        });
        Eventually.await("the second batch waits", () -> isWaiting(waiting.get()));

        waiting.get().interrupt();

        assertThatThrownBy(() -> result(second))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        mayEnd.countDown();
        assertThat(result(first)).isPresent();
        assertThat(batches.run(List.of(3), LIMIT)).contains(List.of(6));
    }

    @Test
    void batchThatCannotBeWorkedOnTakesNoOtherWithIt() throws Exception {
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(100, batch -> {
            halted(batch);
            if (batch.contains(10)) {
                throw new IllegalStateException("ten");
            }
            if (batch.contains(11)) {
                throw new StackOverflowError("eleven");
            }
            return batch;
        });
        Future<Optional<List<Integer>>> first = submit(batches, List.of(1));
        awaitBegun();
        List<Future<Optional<List<Integer>>>> others = submitWaiting(batches, 4);

        mayEnd.countDown();

        assertThat(result(first)).isPresent();
        assertThatThrownBy(() -> result(others.get(0))).hasRootCauseMessage("ten");
        assertThatThrownBy(() -> result(others.get(1)))
                .hasCauseInstanceOf(StackOverflowError.class)
                .hasRootCauseMessage("eleven");
        assertThat(result(others.get(2))).contains(List.of(12, 12));
        assertThat(result(others.get(3))).contains(List.of(13, 13));
        assertThat(batches.run(List.of(3), LIMIT)).contains(List.of(3));
    }

    @Test
    void workIsNotInterruptedWithTheThreadThatDoesIt() throws Exception {
        SharedBatches<Integer, Boolean> batches =
                new SharedBatches<>(5, batch -> List.of(Thread.currentThread().isInterrupted()));
        Future<List<Boolean>> interrupted = threads.submit(() -> {
            Thread.currentThread().interrupt();
            boolean duringWork = batches.run(List.of(1), LIMIT).orElseThrow().getFirst();
            return List.of(duringWork, Thread.currentThread().isInterrupted());
        });

        assertThat(result(interrupted)).containsExactly(false, true);
    }

    @Test
    void oneBatchAtATimeIsWorkedOnAndEachGetsItsOwnResults() throws Exception {
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        SharedBatches<Integer, Integer> batches = new SharedBatches<>(16, batch -> {
            most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
            List<Integer> doubled = batch.stream().map(number -> 2 * number).toList();
            atWork.decrementAndGet();
            return doubled;
        });
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            int own = caller;
            callers.add(threads.submit(() -> {
                int wrong = 0;
                for (int i = 0; i < 2_000; i++) {
                    int number = 10_000 * own + i;
                    if (!batches.run(List.of(number), LIMIT).orElseThrow().equals(List.of(2 * number))) {
                        wrong++;
                    }
                }
                return wrong;
            }));
        }
        for (Future<Integer> caller : callers) {
            assertThat(result(caller)).isZero();
        }
        assertThat(most.get()).isEqualTo(1);
    }

    private void awaitBegun() throws InterruptedException {
        assertThat(begun.await(20, TimeUnit.SECONDS))
                .as("the first batch is worked on")
                .isTrue();
    }

    private static <V> V result(Future<V> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    /** Works on the first batch until it may end. */
    private List<Integer> halted(List<Integer> batch) {
        worked.add(List.copyOf(batch));
        begun.countDown();
        try {
            assertThat(mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return batch.stream().map(number -> 2 * number).toList();
    }

    private Future<Optional<List<Integer>>> submit(SharedBatches<Integer, Integer> batches, List<Integer> batch) {
        return threads.submit(() -> batches.run(batch, LIMIT));
    }

    /** Submits batches of two, and returns once they wait. */
    private List<Future<Optional<List<Integer>>>> submitWaiting(SharedBatches<Integer, Integer> batches, int count)
            throws Exception {
        List<Thread> waiting = Collections.synchronizedList(new ArrayList<>());
        List<Future<Optional<List<Integer>>>> results = IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> {
                    waiting.add(Thread.currentThread());
                    return batches.run(List.of(10 + i, 10 + i), LIMIT);
                }))
                .toList();
        Eventually.await(
                "the batches wait",
                () -> waiting.size() == count && waiting.stream().allMatch(SharedBatchesTest::isWaiting));
        return results;
    }

    private static boolean isWaiting(Thread thread) {
        return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
    }
}
