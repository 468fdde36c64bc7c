package io.voxguard.serving.model;

import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.List;
import java.util.Map;

/** A plain model: tensors in, tensors out. Any number of runs may go on at once. */
public non-sealed interface TensorModel extends LoadedModel {
    List<TensorSpec> inputs();

    List<TensorSpec> outputs();

    /** Returns the classes, in the order of their columns, of each output that has a column for each class. */
    Map<String, List<String>> classes();

    /** Checks name, type and shape of tensors, and that none is missing. @throws Refused naming the first that the model does not take */
    void check(List<Tensor> inputs);

    /**
     * Runs on tensors that {@link #check} passed; they stay the caller's.
     *
     * @param outputs the names of the outputs, in the order in which they come back
     * @return the caller's, to be closed
     * @throws Refused if the model cannot compute with these values
     */
    List<Tensor> run(List<Tensor> inputs, List<String> outputs);
}
