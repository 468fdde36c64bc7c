package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.feature.ViewOutcome;

/** What a pipeline tells those who watch it. Called on the road of every request: quick and without waiting. */
public interface PipelineEvents {
    /** Nobody watches. */
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
