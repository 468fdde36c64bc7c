package io.voxguard.serving.routing;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.repository.LoadedVersion;
import io.voxguard.serving.repository.ServedModel;
import io.voxguard.serving.tensor.InvalidTensor;
import io.voxguard.serving.tensor.Tensor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A request of a plain model, from the gate to its outcome. Holds the version until then. */
final class PlainRun implements Gate.Entrant {
    private static final Clock CLOCK = Clock.systemUTC();

    private final ServedModel served;
    private final LoadedVersion version;
    private final InferRequest request;
    private final List<String> outputs;
    private final Budget budget;
    private final Duration inline;
    private final Executor workers;
    private final Shadows shadows;
    private final Consumer<InferOutcome> done;
    private final long came = System.nanoTime();

    /**
     * A run.
     *
     * @param version acquired; released here
     * @param request that the model has checked
     * @param inline requests that take longer run on a worker
     */
    PlainRun(
            ServedModel served,
            LoadedVersion version,
            InferRequest request,
            List<String> outputs,
            Budget budget,
            Duration inline,
            Executor workers,
            Shadows shadows,
            Consumer<InferOutcome> done) {
        this.served = served;
        this.version = version;
        this.request = request;
        this.outputs = outputs;
        this.budget = budget;
        this.inline = inline;
        this.workers = workers;
        this.shadows = shadows;
        this.done = done;
    }

    void come() {
        served.gate().come(request.rows(), budget, workers, this);
    }

    @Override
    public void enter(Gate.Pass pass, boolean waited) {
        if (waited || served.gate().isQuick(request.rows(), inline)) {
            run(pass);
            return;
        }
        try {
            workers.execute(() -> run(pass));
        } catch (RejectedExecutionException e) {
            pass.abandon();
            refused(new Refusal.Full(served.gate().waiting(), served.gate().lately(request.rows())));
        }
    }

    private void run(Gate.Pass pass) {
        InferOutcome outcome;
        long start = System.nanoTime();
        boolean ran = false;
        try {
            if (budget.spent() || budget.abandoned()) {
                outcome = new InferOutcome.Refused(
                        new Refusal.TooLate(Duration.ZERO, served.gate().lately(request.rows())));
            } else {
                List<Tensor> answer = ((TensorModel) version.model()).run(request.inputs(), outputs);
                ran = true;
                outcome = answered(answer, start);
            }
        } catch (InvalidTensor e) {
            outcome = new InferOutcome.Invalid(e.error());
        } catch (RuntimeException | Error e) {
            System.getLogger(PlainRun.class.getName()).log(System.Logger.Level.ERROR, "A run failed", e);
            outcome = new InferOutcome.NotServing("a fault of the model; it is in the log");
        }
        if (!(outcome instanceof InferOutcome.Answered)) {
            version.stats().failure(System.nanoTime() - came);
        }
        if (ran) {
            pass.leave();
        } else {
            pass.abandon();
        }
        version.release();
        done.accept(outcome);
    }

    private InferOutcome answered(List<Tensor> answer, long start) {
        if (budget.spent()) {
            Tensor.closeAll(answer);
            return new InferOutcome.OutOfTime("it after " + (System.nanoTime() - budget.startNanos()) / 1000 + " µs");
        }
        version.stats().success(request.rows(), start - came, System.nanoTime() - start, CLOCK.millis());
        LoadedVersion shadow = served.shadowed();
        if (shadow != null && version == served.stable()) {
            shadows.answered(served, shadow, request, answer);
        }
        return new InferOutcome.Answered(
                version.version(), answer, version.description().classes());
    }

    @Override
    public void refused(Refusal why) {
        version.stats().failure(System.nanoTime() - came);
        version.release();
        done.accept(new InferOutcome.Refused(why));
    }
}
