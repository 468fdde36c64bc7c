package io.voxguard.serving.repository.versions;

import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.ScoringPipeline;

/** Makes the pipelines of a scoring model over the features as they are now. */
public interface PipelineFactory {
    /**
     * Returns a pipeline whose calls are counted and recorded.
     *
     * @throws io.voxguard.catalogue.document.InvalidDocument if the model needs features that do not exist
     */
    ScoringPipeline counted(Model model);

    /** Returns a pipeline that neither counts nor records its calls: for warming up, and for shadows. */
    ScoringPipeline quiet(Model model);
}
