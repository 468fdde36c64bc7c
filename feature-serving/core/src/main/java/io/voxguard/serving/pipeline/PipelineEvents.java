package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.feature.ViewOutcome;

/** Events of a pipeline. Called for every request, on its thread: must be quick and must not block. */
public interface PipelineEvents {
    /** Ignores all events. */
    PipelineEvents NONE = new PipelineEvents() {
        @Override
        public void view(FeatureView view, ViewOutcome outcome) {}

        @Override
        public void request(int calls, StageTimes times) {}
    };

    /** One view of one call. */
    void view(FeatureView view, ViewOutcome outcome);

    /** One request of that many calls. */
    void request(int calls, StageTimes times);
}
