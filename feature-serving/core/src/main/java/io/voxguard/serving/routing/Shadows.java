package io.voxguard.serving.routing;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.served.ShadowStats;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorDifference;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs the shadow of a model beside what was answered, on a thread of its own with a bounded queue, and compares. Requests that do not fit are counted and left out. */
public final class Shadows implements AutoCloseable {
    /** Requests that may wait for the thread. */
    private static final int MAX_QUEUED = 64;
    /** Time that scoring a request by the shadow may take. */
    private static final Duration TIME_LIMIT = Duration.ofMillis(500);

    private final RepositoryEvents events;
    private final ExecutorService executor;
    private final Ticker ticker;

    /** @param executor runs the shadows; refuses what it has no room for */
    Shadows(RepositoryEvents events, ExecutorService executor, Ticker ticker) {
        this.events = events;
        this.executor = executor;
        this.ticker = ticker;
    }

    /** Returns shadows that run on a thread of their own. */
    public static Shadows onOwnThread(RepositoryEvents events, Ticker ticker) {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(MAX_QUEUED),
                Thread.ofPlatform().name("shadow").daemon().factory());
        thread.allowCoreThreadTimeOut(true);
        return new Shadows(events, thread, ticker);
    }

    /** Compares scored calls. */
    void compareCalls(ModelLease model, LoadedVersion shadow, List<Call> calls, List<Scored> answered) {
        submit(model.shadowStats(), shadow, () -> {
            // what comes after the store's answer is handed back to this thread
            BlockingQueue<Runnable> handedBack = new LinkedBlockingQueue<>();
            try {
                Budget budget = Budget.startedAt(ticker, ticker.nanos(), TIME_LIMIT, false);
                CompletableFuture<Outcome> scored = shadow.pipelines()
                        .quiet()
                        .score(calls, budget, Wanted.NOTHING, handedBack::add)
                        .toCompletableFuture();
                Runnable rest = handedBack.poll(2 * TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (rest != null) {
                    rest.run();
                }
                if (scored.getNow(null) instanceof Outcome.Answered other) {
                    compare(model, answered, other.calls());
                } else {
                    model.shadowStats().dropped();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                model.shadowStats().dropped();
            } finally {
                shadow.release();
            }
        });
    }

    private void compare(ModelLease model, List<Scored> answered, List<Scored> shadowed) {
        for (int i = 0; i < answered.size(); i++) {
            Verdict one = answered.get(i).verdict();
            Verdict other = shadowed.get(i).verdict();
            boolean comparable = one.isScored() && other.isScored();
            double difference = comparable ? Math.abs(one.score() - other.score()) : 0;
            boolean differ = comparable
                    ? differ(one, other, equallyWhole(answered.get(i), shadowed.get(i)))
                    : one.isScored() != other.isScored();
            model.shadowStats().compared(difference, differ);
            events.shadow(model.model(), difference, differ);
        }
    }

    /** Returns whether both answers were whole, or neither was: only then does the policy treat them alike. */
    private static boolean equallyWhole(Scored answered, Scored shadowed) {
        return answered.degraded().isEmpty() == shadowed.degraded().isEmpty();
    }

    private static boolean differ(Verdict one, Verdict other, boolean equallyWhole) {
        return equallyWhole ? one.withoutRules() != other.withoutRules() : one.decision() != other.decision();
    }

    /** Compares a plain model's outputs. The tensors stay the caller's, who may close them at once. */
    void compareTensors(ModelLease model, LoadedVersion shadow, InferRequest request, List<Tensor> outputs) {
        List<Tensor> inputs = request.inputs().stream().map(Tensor::share).toList();
        List<Tensor> answered = outputs.stream().map(Tensor::share).toList();
        boolean submitted = submit(model.shadowStats(), shadow, () -> {
            try {
                compare(model, (TensorModel) shadow.model(), inputs, answered);
            } finally {
                Tensor.closeAll(inputs);
                Tensor.closeAll(answered);
                shadow.release();
            }
        });
        if (!submitted) {
            Tensor.closeAll(inputs);
            Tensor.closeAll(answered);
        }
    }

    private void compare(ModelLease model, TensorModel shadow, List<Tensor> inputs, List<Tensor> answered) {
        List<Tensor> other = List.of();
        try {
            shadow.check(inputs);
            other = shadow.run(inputs, answered.stream().map(Tensor::name).toList());
            double largest = 0;
            boolean differ = false;
            for (int i = 0; i < other.size(); i++) {
                double difference = TensorDifference.largest(answered.get(i), other.get(i));
                boolean finite = Double.isFinite(difference);
                differ |= !finite;
                largest = finite ? Math.max(largest, difference) : largest;
            }
            model.shadowStats().compared(largest, differ);
            events.shadow(model.model(), largest, differ);
        } catch (RuntimeException e) {
            model.shadowStats().dropped();
        } finally {
            Tensor.closeAll(other);
        }
    }

    /** Submits work that releases the shadow. Returns false if it was not taken: then the shadow is released here. */
    private boolean submit(ShadowStats stats, LoadedVersion shadow, Runnable work) {
        if (!shadow.acquire()) {
            return false;
        }
        try {
            executor.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            stats.dropped();
            shadow.release();
            return false;
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
