package io.voxguard.serving.inference;

import io.voxguard.catalogue.call.CallField;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.problem.Refused;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.serving.vector.ModelInput;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** The scoring of calls as a model of the protocol: entity keys and features in; score, decision and reasons out. Thread-safe. */
public final class ScoringInference {
    private ScoringInference() {}

    /** Describes the inputs and outputs of a scoring model. */
    public static ModelDescription description(Model model) {
        List<TensorSpec> inputs = new ArrayList<>();
        CallField.labels().forEach(key -> inputs.add(new TensorSpec(key, DataType.BYTES, Shape.of(-1))));
        for (ModelInput input : model.manifest().inputs()) {
            FeatureRef feature = input.feature();
            String name = feature.ofRequest() ? feature.feature() : feature.toString();
            inputs.add(new TensorSpec(name, DataType.FP32, Shape.of(-1)));
        }
        Set<String> optional = new LinkedHashSet<>();
        inputs.forEach(input -> optional.add(input.name()));
        for (CallField field : CallField.values()) {
            if (field.isRequired()) {
                optional.remove(field.label());
            }
        }
        return new ModelDescription(
                "voxguard_pipeline",
                inputs,
                ScoredTensors.OUTPUTS,
                optional,
                Map.of(),
                Map.of("kind", "pipeline", "reasons_method", model.attribution().method()));
    }

    /** @throws Refused if the tensors are not those of a scoring model, or hold more than {@code maxCalls} rows */
    public static void check(InferRequest request, FeatureCatalogue catalogue, int maxCalls) {
        if (request.rows() > maxCalls) {
            throw Refused.invalid(
                    TensorSpec.input(request.inputs().getFirst().name()),
                    "at most " + maxCalls + " rows",
                    Integer.toString(request.rows()));
        }
        CallRows.check(request, catalogue);
    }

    /** Scores the sound rows of a request that {@link #check} passed. */
    public static CompletionStage<InferOutcome> infer(
            InferRequest request,
            List<String> outputs,
            FeatureCatalogue catalogue,
            Scorer scorer,
            Budget budget,
            Executor executor,
            InstantSource clock) {
        CallRows rows = CallRows.of(request, catalogue, clock.millis());
        if (rows.calls().isEmpty()) {
            return CompletableFuture.completedStage(answered(rows, List.of(), outputs));
        }
        Wanted wanted = outputs.contains(ScoredTensors.REASONS) ? Wanted.REASONS : Wanted.NOTHING;
        return scorer.score(rows.calls(), budget, wanted, executor).thenApply(outcome -> switch (outcome) {
            case Outcome.Answered answer -> answered(rows, answer.calls(), outputs);
            case Outcome.Refused refused -> new InferOutcome.Refused(refused.why());
            case Outcome.NotServing not -> new InferOutcome.NotServing(not.why());
            case Outcome.Unknown unknown -> new InferOutcome.Unknown(unknown.what());
            case Outcome.OutOfTime late ->
                new InferOutcome.OutOfTime(late.degraded().stream()
                        .map(one -> one.view() + " " + one.reason())
                        .collect(Collectors.joining(", ")));
        });
    }

    private static InferOutcome answered(CallRows rows, List<Scored> scored, List<String> outputs) {
        List<String> versions =
                scored.stream().map(one -> one.model().version()).distinct().toList();
        return new InferOutcome.Answered(
                versions.size() == 1 ? versions.getFirst() : null,
                new ScoredTensors(rows, scored).named(outputs),
                Map.of());
    }
}
