package io.voxguard.serving.repository;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.InvalidTensor;
import io.voxguard.serving.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Scores beside what was answered, on a thread of its own with a bounded queue: where it does not keep up it leaves out, and counts that. */
final class Shadows implements AutoCloseable {
    private static final int QUEUE = 256;
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
            Budget budget = Budget.startedAt(System.nanoTime(), PATIENCE, false);
            shadow.pipelines()
                    .quiet()
                    .score(calls, budget, new Wanted(false, false), Runnable::run)
                    .whenComplete((outcome, fault) -> {
                        if (outcome instanceof Outcome.Answered other) {
                            compare(model, answered, other.calls());
                        } else {
                            model.shadow().dropped();
                        }
                        shadow.release();
                    });
        });
    }

    private void compare(ServedModel model, List<Scored> answered, List<Scored> shadowed) {
        for (int i = 0; i < answered.size(); i++) {
            double difference = Math.abs(answered.get(i).verdict().score()
                    - shadowed.get(i).verdict().score());
            boolean differ = answered.get(i).verdict().decision()
                    != shadowed.get(i).verdict().decision();
            model.shadow().compared(difference, differ);
            events.shadow(model.name(), difference, differ);
        }
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
        try {
            shadow.check(in);
            List<Tensor> other =
                    shadow.run(in, answered.stream().map(Tensor::name).toList());
            double furthest = 0;
            boolean differ = false;
            for (int i = 0; i < other.size(); i++) {
                Tensor one = answered.get(i);
                for (int e = 0; e < Math.min(one.elements(), other.get(i).elements()); e++) {
                    if (one.type() == DataType.BYTES) {
                        differ |= !one.text(e).equals(other.get(i).text(e));
                    } else {
                        furthest = Math.max(
                                furthest, Math.abs(one.number(e) - other.get(i).number(e)));
                    }
                }
            }
            Tensor.closeAll(other);
            model.shadow().compared(furthest, differ);
            events.shadow(model.name(), furthest, differ);
        } catch (InvalidTensor e) {
            model.shadow().dropped();
        }
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
