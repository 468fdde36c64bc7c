package io.voxguard.api.http.inference;

import io.netty.util.concurrent.EventExecutor;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.models.Models;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.routing.BudgetChoice;
import io.voxguard.serving.tensor.Tensor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Runs requests for inference, for HTTP and gRPC alike. Each has exactly one reply, and its memory is given back after it. */
@Singleton
public final class InferenceRun {
    private final Models models;
    private final LargeBatches workers;
    private final Bodies bodies;

    InferenceRun(Models models, LargeBatches workers, Bodies bodies) {
        this.models = models;
        this.workers = workers;
        this.bodies = bodies;
    }

    /** Replies to one request. Exactly one method is called, once, on any thread. */
    public interface Reply {
        /** Writes and sends the reply; the tensors of request and outcome are closed once this returns. */
        void write(InferRequest request, InferOutcome outcome);

        void refuse(Refused refused);

        void fault(Throwable fault);
    }

    /**
     * Runs a request.
     *
     * @param version null for the one that serves
     * @param request closed by this
     * @param loop the event loop of the request
     */
    public void infer(
            String model,
            @Nullable String version,
            InferRequest request,
            BudgetChoice budget,
            EventExecutor loop,
            Reply reply) {
        AtomicBoolean open = new AtomicBoolean(true);
        try {
            models.inference().infer(model, version, request, budget, loop, workers, outcome -> {
                if (open.compareAndSet(true, false)) {
                    reply(request, outcome, reply);
                }
            });
        } catch (RuntimeException | Error fault) {
            if (open.compareAndSet(true, false)) {
                request.close();
                reply.fault(fault);
            }
        }
    }

    /** Has the reply written on this thread, or on a worker when it is large. */
    private void reply(InferRequest request, InferOutcome outcome, Reply reply) {
        List<Tensor> outputs = outcome instanceof InferOutcome.Answered answer ? answer.outputs() : List.of();
        bodies.work(
                Bodies.size(outputs),
                () -> {
                    try {
                        reply.write(request, outcome);
                    } finally {
                        request.close();
                        Tensor.closeAll(outputs);
                    }
                },
                full -> {
                    request.close();
                    Tensor.closeAll(outputs);
                    reply.refuse(full);
                });
    }
}
