package io.voxguard.serving.routing;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.inference.ScoringInference;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.repository.LoadedVersion;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.RepositorySettings;
import io.voxguard.serving.repository.ServedModel;
import io.voxguard.serving.tensor.InvalidTensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The road of a request for inference: model → version → its tensors against the model's → gate → run. Thread-safe. */
public final class Inference {
    /** Calls that are scored on the thread of their request. */
    private static final int INLINE_CALLS = 32;

    private final ModelRepository repository;
    private final RoutedScoring scoring;
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
        this.catalogue = catalogue;
        this.settings = settings;
    }

    /**
     * Answers, at once on this thread where the model is quick and has room, else on a worker.
     *
     * @param version null: what the policy chooses
     * @param here runs work on the caller's own thread
     * @param done is called once, on any thread, unless this throws; the request is its own to close
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
        } else if (!chosen.acquire()) {
            // it was replaced between the look and the hold: the next look finds its successor
            infer(model, version, request, budget, here, workers, done);
        } else {
            run(served, chosen, version, request, budget, here, workers, done);
        }
    }

    private void run(
            ServedModel served,
            LoadedVersion chosen,
            @Nullable String version,
            InferRequest request,
            Budget budget,
            Executor here,
            Executor workers,
            Consumer<InferOutcome> done) {
        List<String> outputs;
        FeatureCatalogue features;
        try {
            features = catalogue.get();
            outputs = outputs(request, chosen);
            if (chosen.model() instanceof TensorModel plain) {
                plain.check(request.inputs());
            } else {
                ScoringInference.check(request, features, settings.maxCalls());
            }
        } catch (InvalidTensor e) {
            chosen.release();
            chosen.stats().failure(0);
            done.accept(new InferOutcome.Invalid(e.error()));
            return;
        } catch (RuntimeException | Error fault) {
            // a version that is held for ever could never be unloaded
            chosen.release();
            throw fault;
        }
        if (!chosen.scores()) {
            Duration inline = settings.inline();
            new PlainRun(served, chosen, request, outputs, budget, inline, workers, scoring.shadows(), done).come();
            return;
        }
        // the scorer holds the versions that it uses
        chosen.release();
        Executor executor = request.rows() > INLINE_CALLS ? workers : here;
        ScoringInference.infer(
                        request,
                        outputs,
                        features,
                        (calls, left, wanted, ex) -> scoring.score(served.name(), version, calls, left, wanted, ex),
                        budget,
                        executor)
                .whenComplete((outcome, fault) -> done.accept(fault == null ? outcome : fault(fault)));
    }

    private static InferOutcome fault(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        if (cause instanceof RejectedExecutionException) {
            return new InferOutcome.Refused(new Refusal.Full(0, Duration.ofSeconds(1)));
        }
        System.getLogger(Inference.class.getName()).log(System.Logger.Level.ERROR, "A scoring failed", cause);
        return new InferOutcome.NotServing("a fault of the model; it is in the log");
    }

    private static List<String> outputs(InferRequest request, LoadedVersion version) throws InvalidTensor {
        if (request.inputs().isEmpty()) {
            throw InvalidTensor.of("inputs", "at least one tensor", "none");
        }
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
}
