package io.voxguard.serving.pipeline;

import io.voxguard.serving.decision.Decisions;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.vector.InputLayout;
import io.voxguard.time.Ticker;

/** Makes answers out of the runs of one model: what all its requests share. Immutable and thread-safe. */
record AnswerStage(
        ModelId model,
        InputLayout layout,
        Decisions decisions,
        CallPolicy policy,
        DecidedCallSink sink,
        PipelineEvents events,
        Ticker ticker) {
    static AnswerStage of(Model model, PipelineEnvironment environment) {
        InputLayout layout = new InputLayout(model.manifest().inputs(), environment.catalogue(), environment.ranges());
        return new AnswerStage(
                model.manifest().id(),
                layout,
                new Decisions(model.manifest().inputs(), model.manifest().thresholds(), model.attribution()),
                new CallPolicy(model.manifest().policy(), environment.policy(), layout),
                environment.sink(),
                environment.events(),
                environment.ticker());
    }
}
