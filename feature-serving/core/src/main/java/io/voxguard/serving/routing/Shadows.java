package io.voxguard.serving.routing;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.repository.LoadedVersion;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.ServedModel;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.InvalidTensor;
import io.voxguard.serving.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Scores beside what was answered, on a thread of its own with a bounded queue: where it does not keep up it leaves out, and counts that. */
final class Shadows implements AutoCloseable {
    private static final int QUEUE = 64;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final RepositoryEvents events;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().name("shadow").daemon().factory());

    Shadows(RepositoryEvents events) {
        this.events = events;
        thread.allowCoreThreadTimeOut(true);
    }

    /** Compares scored calls. */
    void scored(ServedModel model, LoadedVersion shadow, List<Call> calls, List<Scored> answered) {
        later(model, shadow, () -> {
            // what comes after the store's answer is handed back to this thread
            BlockingQueue<Runnable> here = new LinkedBlockingQueue<>();
            try {
                Budget budget = Budget.startedAt(System.nanoTime(), PATIENCE, false);
                CompletableFuture<Outcome> scored = shadow.pipelines()
                        .quiet()
                        .score(calls, budget, Wanted.NOTHING, here::add)
                        .toCompletableFuture();
                Runnable rest = here.poll(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (rest != null) {
                    rest.run();
                }
                if (scored.getNow(null) instanceof Outcome.Answered other) {
                    compare(model, answered, other.calls());
                } else {
                    model.shadow().dropped();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                model.shadow().dropped();
            } finally {
                shadow.release();
            }
        });
    }

    private void compare(ServedModel model, List<Scored> answered, List<Scored> shadowed) {
        for (int i = 0; i < answered.size(); i++) {
            Verdict one = answered.get(i).verdict();
            Verdict other = shadowed.get(i).verdict();
            boolean comparable = one.isScored() && other.isScored();
            double difference = comparable ? Math.abs(one.score() - other.score()) : 0;
            boolean differ = comparable
                    ? differ(one, other, alike(answered.get(i), shadowed.get(i)))
                    : one.isScored() != other.isScored();
            model.shadow().compared(difference, differ);
            events.shadow(model.name(), difference, differ);
        }
    }

    /** Whether both answers were whole, or neither was: only then does the policy treat them alike. */
    private static boolean alike(Scored answered, Scored shadowed) {
        return answered.degraded().isEmpty() == shadowed.degraded().isEmpty();
    }

    private static boolean differ(Verdict one, Verdict other, boolean alike) {
        return alike ? one.withoutRules() != other.withoutRules() : one.decision() != other.decision();
    }

    /** Compares a plain model's outputs; the tensors stay the caller's, who may close them at once. */
    void answered(ServedModel model, LoadedVersion shadow, InferRequest request, List<Tensor> outputs) {
        List<Tensor> in = request.inputs().stream().map(Tensor::share).toList();
        List<Tensor> out = outputs.stream().map(Tensor::share).toList();
        boolean taken = later(model, shadow, () -> {
            try {
                compare(model, (TensorModel) shadow.model(), in, out);
            } finally {
                Tensor.closeAll(in);
                Tensor.closeAll(out);
                shadow.release();
            }
        });
        if (!taken) {
            Tensor.closeAll(in);
            Tensor.closeAll(out);
        }
    }

    private void compare(ServedModel model, TensorModel shadow, List<Tensor> in, List<Tensor> answered) {
        List<Tensor> other = List.of();
        try {
            shadow.check(in);
            other = shadow.run(in, answered.stream().map(Tensor::name).toList());
            double furthest = 0;
            boolean differ = false;
            for (int i = 0; i < other.size(); i++) {
                double difference = difference(answered.get(i), other.get(i));
                differ |= !Double.isFinite(difference);
                furthest = Double.isFinite(difference) ? Math.max(furthest, difference) : furthest;
            }
            model.shadow().compared(furthest, differ);
            events.shadow(model.name(), furthest, differ);
        } catch (InvalidTensor | RuntimeException e) {
            model.shadow().dropped();
        } finally {
            Tensor.closeAll(other);
        }
    }

    /** The largest between two numbers; infinite where they differ in more than numbers can: type, shape, text, NaN. */
    private static double difference(Tensor one, Tensor other) {
        if (one.type() != other.type() || !one.shape().equals(other.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        double furthest = 0;
        for (int e = 0; e < one.elements(); e++) {
            if (one.type() == DataType.BYTES) {
                furthest = one.text(e).equals(other.text(e)) ? furthest : Double.POSITIVE_INFINITY;
            } else if (Double.compare(one.number(e), other.number(e)) != 0) {
                double difference = Math.abs(one.number(e) - other.number(e));
                furthest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(furthest, difference);
            }
        }
        return furthest;
    }

    /** The work releases the shadow; where it is not taken, it is released here. */
    private boolean later(ServedModel model, LoadedVersion shadow, Runnable work) {
        if (!shadow.acquire()) {
            return false;
        }
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            model.shadow().dropped();
            shadow.release();
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
