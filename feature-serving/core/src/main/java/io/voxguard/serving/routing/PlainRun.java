package io.voxguard.serving.routing;

import io.voxguard.problem.Refused;
import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A request of a plain model, from the gate to its outcome. Closes the lease before the outcome is given. */
final class PlainRun implements Gate.Entrant {
    private final ModelLease lease;
    private final LoadedVersion version;
    private final InferRequest request;
    private final List<String> outputs;
    private final Budget budget;
    private final Duration inline;
    private final Executor workers;
    private final Shadows shadows;
    private final Consumer<InferOutcome> done;
    private final InstantSource clock;
    private final Ticker ticker;
    private final long startNanos;

    /**
     * A run.
     *
     * @param lease closed here
     * @param version that the lease chose
     * @param request checked by the model
     * @param inline requests that take longer, by what they took recently, run on a worker
     */
    PlainRun(
            ModelLease lease,
            LoadedVersion version,
            InferRequest request,
            List<String> outputs,
            Budget budget,
            Duration inline,
            Executor workers,
            Shadows shadows,
            Consumer<InferOutcome> done,
            InstantSource clock,
            Ticker ticker) {
        this.lease = lease;
        this.version = version;
        this.request = request;
        this.outputs = outputs;
        this.budget = budget;
        this.inline = inline;
        this.workers = workers;
        this.shadows = shadows;
        this.done = done;
        this.clock = clock;
        this.ticker = ticker;
        this.startNanos = ticker.nanos();
    }

    void start() {
        lease.gate().come(request.rows(), budget, workers, this);
    }

    @Override
    public void enter(Gate.Pass pass, boolean waited) {
        if (waited || lease.gate().isQuick(request.rows(), inline)) {
            run(pass);
            return;
        }
        try {
            workers.execute(() -> run(pass));
        } catch (RejectedExecutionException e) {
            pass.abandon();
            refused(new Refusal.Full(lease.gate().waiting(), lease.gate().lately(request.rows())));
        }
    }

    private void run(Gate.Pass pass) {
        InferOutcome outcome;
        long entered = ticker.nanos();
        boolean ran = false;
        try {
            if (budget.spent() || budget.abandoned()) {
                outcome = new InferOutcome.Refused(
                        new Refusal.TooLate(Duration.ZERO, lease.gate().lately(request.rows())));
            } else {
                List<Tensor> answer = ((TensorModel) version.model()).run(request.inputs(), outputs);
                ran = true;
                outcome = answered(answer, entered);
            }
        } catch (Refused e) {
            outcome = new InferOutcome.Invalid(e.problem());
        } catch (RuntimeException | Error e) {
            System.getLogger(PlainRun.class.getName()).log(System.Logger.Level.ERROR, "Cannot run a request", e);
            outcome = new InferOutcome.NotServing(Inference.FAULT);
        }
        if (!(outcome instanceof InferOutcome.Answered)) {
            version.stats().failure(ticker.nanos() - startNanos);
        }
        if (ran) {
            pass.leave();
        } else {
            pass.abandon();
        }
        lease.close();
        done.accept(outcome);
    }

    private InferOutcome answered(List<Tensor> answer, long entered) {
        if (budget.spent()) {
            Tensor.closeAll(answer);
            return new InferOutcome.OutOfTime("it after " + (ticker.nanos() - budget.startNanos()) / 1000 + " µs");
        }
        version.stats().success(request.rows(), entered - startNanos, ticker.nanos() - entered, clock.millis());
        LoadedVersion shadow = lease.shadowOf(version);
        if (shadow != null) {
            shadows.compareTensors(lease, shadow, request, answer);
        }
        return new InferOutcome.Answered(
                version.version(), answer, version.description().classes());
    }

    @Override
    public void refused(Refusal why) {
        version.stats().failure(ticker.nanos() - startNanos);
        lease.close();
        done.accept(new InferOutcome.Refused(why));
    }
}
