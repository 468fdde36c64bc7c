package io.voxguard.serving.inference;

import io.voxguard.problem.Problem;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcome of a request for inference. */
public sealed interface InferOutcome {
    /**
     * Answered.
     *
     * @param version that answered; null if rows were answered by different versions
     * @param outputs in the order that was asked for; the receiver's, to be closed
     * @param classes of each output that has a column for each class
     */
    record Answered(@Nullable String version, List<Tensor> outputs, Map<String, List<String>> classes)
            implements InferOutcome {}

    /** The request is wrong; the error names the tensor. */
    record Invalid(Problem error) implements InferOutcome {}

    /** There is no such model, or no such version of it. */
    record Unknown(String what) implements InferOutcome {}

    /** The model is known and does not serve. */
    record NotServing(String why) implements InferOutcome {}

    /** The model is full, or the time is too short. */
    record Refused(Refusal why) implements InferOutcome {}

    /** A strict request that could not be answered whole in its time. */
    record OutOfTime(String why) implements InferOutcome {}
}
