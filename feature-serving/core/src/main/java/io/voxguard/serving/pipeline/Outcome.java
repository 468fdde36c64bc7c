package io.voxguard.serving.pipeline;

import io.voxguard.serving.model.ModelId;
import java.util.List;

/** What became of a request. */
public sealed interface Outcome {
    /** Every call has an answer, in the order of the request. */
    record Answered(ModelId model, List<Scored> calls, StageTimes times) implements Outcome {}

    /** A strict request that could not be answered whole in its time; with what was not there. */
    record OutOfTime(List<Degradation> degraded) implements Outcome {}
}
