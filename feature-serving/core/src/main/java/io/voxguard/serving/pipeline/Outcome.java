package io.voxguard.serving.pipeline;

import io.voxguard.serving.admission.Refusal;
import java.util.List;

/** Outcome of a request. */
public sealed interface Outcome {
    /** Every call has an answer, in the order of the request. */
    record Answered(List<Scored> calls, StageTimes times) implements Outcome {}

    /** A strict request that could not be answered whole in its time; with what was not there. */
    record OutOfTime(List<Degradation> degraded) implements Outcome {}

    /** The model is full, or the time too short. */
    record Refused(Refusal why) implements Outcome {}

    /** The model is known and no version of it serves. */
    record NotServing(String why) implements Outcome {}

    /** There is no such model, or it does not score calls. */
    record Unknown(String what) implements Outcome {}
}
