package io.voxguard.serving.repository;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.inference.ScoringInference;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.tensor.InvalidTensor;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.serving.view.FeatureCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The road of a request for inference: model → version → its tensors against the model's → gate → run. Thread-safe. */
public final class Inference {
    private static final Clock CLOCK = Clock.systemUTC();
    /** Calls that are scored on the thread of their request. */
    private static final int INLINE_CALLS = 32;

    private final ModelRepository repository;
    private final RoutedScoring scoring;
    private final Shadows shadows;
    private final Supplier<FeatureCatalogue> catalogue;
    private final RepositorySettings settings;

    /** @param scoring of the same repository */
    public Inference(
            ModelRepository repository,
            RoutedScoring scoring,
            Supplier<FeatureCatalogue> catalogue,
            RepositorySettings settings) {
        this.repository = repository;
        this.scoring = scoring;
        this.shadows = scoring.shadows();
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /**
     * Answers, at once on this thread where the model is quick and has room, else on a worker.
     *
     * @param version null: what the policy chooses
     * @param here runs work on the caller's own thread
     * @param done is called once, on any thread; the request is its own to close
     */
    public void infer(
            String model,
            @Nullable String version,
            InferRequest request,
            Budget budget,
            Executor here,
            Executor workers,
            Consumer<InferOutcome> done) {
        ServedModel served = repository.served(model);
        if (served == null) {
            done.accept(new InferOutcome.Unknown("no model \"" + model + '"'));
            return;
        }
        LoadedVersion chosen = version == null
                ? served.chosen(request.routingKey() == null ? request.id() : request.routingKey())
                : served.loaded().get(version);
        if (chosen == null) {
            done.accept(
                    version == null || served.unloaded()
                            ? new InferOutcome.NotServing("model \"" + model + "\" does not serve: " + served.whyNot())
                            : new InferOutcome.Unknown(
                                    "no version \"" + version + "\" of model \"" + model + "\" is loaded"));
            return;
        }
        if (!chosen.acquire()) {
            // it was replaced between the look and the hold: the next look finds its successor
            infer(model, version, request, budget, here, workers, done);
            return;
        }
        try {
            if (request.inputs().isEmpty()) {
                throw InvalidTensor.of("inputs", "at least one tensor", "none");
            }
            List<String> outputs = outputs(request, chosen);
            if (chosen.model() instanceof TensorModel plain) {
                plain.check(request.inputs());
                new PlainRun(served, chosen, plain, request, outputs, budget, workers, done).come();
                return;
            }
            FeatureCatalogue features = catalogue.get();
            ScoringInference.check(request, features);
            Executor executor = request.rows() > INLINE_CALLS ? workers : here;
            ScoringInference.infer(
                            request,
                            outputs,
                            features,
                            (calls, left, wanted, ex) -> scoring.score(model, version, calls, left, wanted, ex),
                            budget,
                            executor)
                    .whenComplete((outcome, fault) -> {
                        chosen.release();
                        done.accept(fault == null ? outcome : fault(fault));
                    });
        } catch (InvalidTensor e) {
            chosen.release();
            chosen.stats().failure(0);
            done.accept(new InferOutcome.Invalid(e.error()));
        }
    }

    private static InferOutcome fault(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        if (cause instanceof RejectedExecutionException) {
            return new InferOutcome.Refused(new Refusal.Full(0, Duration.ofSeconds(1)));
        }
        throw new IllegalStateException(cause);
    }

    private static List<String> outputs(InferRequest request, LoadedVersion version) throws InvalidTensor {
        List<String> all = version.outputNames();
        for (int i = 0; i < request.outputs().size(); i++) {
            String name = request.outputs().get(i);
            if (!all.contains(name)) {
                throw InvalidTensor.of(TensorSpec.output(name), "one of " + all, "an unknown output");
            }
            if (request.outputs().subList(0, i).contains(name)) {
                throw InvalidTensor.of(TensorSpec.output(name), "each output once", "it twice");
            }
        }
        return request.outputs().isEmpty() ? all : request.outputs();
    }

    /** A request of a plain model, from the gate to its outcome. */
    private final class PlainRun implements Gate.Entrant {
        private final ServedModel served;
        private final LoadedVersion version;
        private final TensorModel model;
        private final InferRequest request;
        private final List<String> outputs;
        private final Budget budget;
        private final Executor workers;
        private final Consumer<InferOutcome> done;
        private final long came = System.nanoTime();

        PlainRun(
                ServedModel served,
                LoadedVersion version,
                TensorModel model,
                InferRequest request,
                List<String> outputs,
                Budget budget,
                Executor workers,
                Consumer<InferOutcome> done) {
            this.served = served;
            this.version = version;
            this.model = model;
            this.request = request;
            this.outputs = outputs;
            this.budget = budget;
            this.workers = workers;
            this.done = done;
        }

        void come() {
            served.gate().come(request.rows(), budget, workers, this);
        }

        @Override
        public void enter(Gate.Pass pass) {
            boolean quick = served.gate().lately(request.rows()).compareTo(settings.inline()) <= 0;
            if (quick || Thread.currentThread().getName().startsWith("large-batch")) {
                run(pass);
                return;
            }
            try {
                workers.execute(() -> run(pass));
            } catch (RejectedExecutionException e) {
                pass.leave();
                refused(new Refusal.Full(served.gate().waiting(), served.gate().lately(request.rows())));
            }
        }

        private void run(Gate.Pass pass) {
            InferOutcome outcome;
            long start = System.nanoTime();
            try {
                List<Tensor> answer = model.run(request.inputs(), outputs);
                version.stats().success(request.rows(), start - came, System.nanoTime() - start, CLOCK.millis());
                LoadedVersion shadow = served.shadowed();
                if (shadow != null && version == served.stable()) {
                    shadows.answered(served, shadow, request, answer);
                }
                outcome = new InferOutcome.Answered(version.version(), answer);
            } catch (InvalidTensor e) {
                version.stats().failure(System.nanoTime() - came);
                outcome = new InferOutcome.Invalid(e.error());
            } catch (RuntimeException e) {
                version.stats().failure(System.nanoTime() - came);
                System.getLogger(Inference.class.getName()).log(System.Logger.Level.ERROR, "A run failed", e);
                outcome = new InferOutcome.NotServing("a fault of the model; it is in the log");
            } finally {
                pass.leave();
                version.release();
            }
            done.accept(outcome);
        }

        @Override
        public void refused(Refusal why) {
            version.stats().failure(System.nanoTime() - came);
            version.release();
            done.accept(new InferOutcome.Refused(why));
        }
    }
}
