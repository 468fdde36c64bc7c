package io.voxguard.serving.routing;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.problem.Refused;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.inference.ScoringInference;
import io.voxguard.serving.model.TensorModel;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.served.ModelLookup;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a request for inference: model and version, its tensors against the model's, gate, run. Thread-safe. */
public final class Inference {
    static final String FAULT = "a fault of the model; it is in the log";

    private final ModelRepository repository;
    private final RoutedScoring scoring;
    private final Shadows shadows;
    private final Supplier<FeatureCatalogue> catalogue;
    private final RoutingSettings settings;
    private final InstantSource clock;
    private final Ticker ticker;

    /** @param scoring by the models of the same repository */
    public Inference(
            ModelRepository repository,
            RoutedScoring scoring,
            Shadows shadows,
            Supplier<FeatureCatalogue> catalogue,
            RoutingSettings settings,
            InstantSource clock,
            Ticker ticker) {
        this.repository = repository;
        this.scoring = scoring;
        this.shadows = shadows;
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Answers at once on this thread if the model is quick and has room, otherwise on a worker.
     *
     * @param version null for what the policy chooses
     * @param budget of the request, by the kind of its model
     * @param here runs work on the caller's own thread
     * @param done called once, on any thread, unless this method throws; the request is its own to close
     */
    public void infer(
            String model,
            @Nullable String version,
            InferRequest request,
            BudgetChoice budget,
            Executor here,
            Executor workers,
            Consumer<InferOutcome> done) {
        switch (repository.lease(model, version)) {
            case ModelLookup.Unknown unknown -> done.accept(new InferOutcome.Unknown(unknown.what()));
            case ModelLookup.NotServing not -> done.accept(new InferOutcome.NotServing(not.why()));
            case ModelLease lease -> {
                boolean handedOn = false;
                try {
                    handedOn = run(lease, request, budget, here, workers, done);
                } finally {
                    if (!handedOn) {
                        lease.close();
                    }
                }
            }
        }
    }

    /** Returns whether the lease was handed on to work that closes it. */
    private boolean run(
            ModelLease lease,
            InferRequest request,
            BudgetChoice budget,
            Executor here,
            Executor workers,
            Consumer<InferOutcome> done) {
        LoadedVersion version = lease.version(request.routingKey() == null ? request.id() : request.routingKey());
        FeatureCatalogue features = catalogue.get();
        List<String> outputs;
        try {
            outputs = outputs(request, version);
            if (version.model() instanceof TensorModel plain) {
                plain.check(request.inputs());
            } else {
                ScoringInference.check(request, features, settings.maxCalls());
            }
        } catch (Refused e) {
            version.stats().failure(0);
            lease.close(); // before the answer: whoever has it may unload the model
            done.accept(new InferOutcome.Invalid(e.problem()));
            return true;
        }
        Budget time = budget.of(lease.scores());
        if (!lease.scores()) {
            new PlainRun(
                            lease,
                            version,
                            request,
                            outputs,
                            time,
                            settings.inline(),
                            workers,
                            shadows,
                            done,
                            clock,
                            ticker)
                    .start();
            return true;
        }
        Executor executor = request.rows() > settings.inlineCalls() ? workers : here;
        ScoringInference.infer(
                        request,
                        outputs,
                        features,
                        (calls, left, wanted, ex) -> scoring.score(lease, calls, left, wanted, ex),
                        time,
                        executor,
                        clock)
                .whenComplete((outcome, fault) -> {
                    lease.close();
                    done.accept(fault == null ? outcome : fault(fault));
                });
        return true;
    }

    private static InferOutcome fault(Throwable fault) {
        Throwable cause = fault.getCause() == null ? fault : fault.getCause();
        if (cause instanceof RejectedExecutionException) {
            return new InferOutcome.Refused(new Refusal.Full(0, Duration.ofSeconds(1)));
        }
        System.getLogger(Inference.class.getName()).log(System.Logger.Level.ERROR, "Cannot score a request", cause);
        return new InferOutcome.NotServing(FAULT);
    }

    private static List<String> outputs(InferRequest request, LoadedVersion version) {
        if (request.inputs().isEmpty()) {
            throw Refused.invalid("inputs", "at least one tensor", "none");
        }
        List<String> all = version.outputNames();
        for (int i = 0; i < request.outputs().size(); i++) {
            String name = request.outputs().get(i);
            if (!all.contains(name)) {
                throw Refused.invalid(TensorSpec.output(name), "one of " + all, "an unknown output");
            }
            if (request.outputs().subList(0, i).contains(name)) {
                throw Refused.invalid(TensorSpec.output(name), "each output once", "a duplicate");
            }
        }
        return request.outputs().isEmpty() ? all : request.outputs();
    }
}
