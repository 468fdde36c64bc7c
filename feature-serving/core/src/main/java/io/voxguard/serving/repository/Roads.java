package io.voxguard.serving.repository;

import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.ScoringPipeline;

/** Makes the road of a scoring model, over the features as they are now. */
public interface Roads {
    /** A road whose calls are counted and recorded. @throws io.voxguard.catalogue.document.InvalidDocument when the model wants features that there are not */
    ScoringPipeline counted(Model model);

    /** A road that leaves no trace: for warming up, and for shadows. */
    ScoringPipeline quiet(Model model);
}
