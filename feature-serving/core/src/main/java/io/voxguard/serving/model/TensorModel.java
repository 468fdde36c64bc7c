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

    /** By output that holds a column a class: the classes in their order. */
    Map<String, List<String>> classes();

    /** Looks over tensors without running: name, type, shape, number. @throws Refused at the first that the model does not take */
    void check(List<Tensor> inputs);

    /**
     * Runs on tensors that {@link #check} passed; they stay the caller's.
     *
     * @param outputs the names of the outputs, in the order in which they come back
     * @return the caller's, to be closed
     * @throws Refused when the model cannot work on these tensors, in spite of their shapes
     */
    List<Tensor> run(List<Tensor> inputs, List<String> outputs);
}
