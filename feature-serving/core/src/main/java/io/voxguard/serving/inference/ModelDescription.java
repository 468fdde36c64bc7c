package io.voxguard.serving.inference;

import io.voxguard.serving.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Inputs, outputs and properties of a model, as the protocol describes them.
 *
 * @param platform as the protocol names it
 * @param optional names of inputs that may be left out
 * @param classes of each output that has a column for each class
 * @param parameters further properties
 * @param outputNames names of the outputs in their order
 */
public record ModelDescription(
        String platform,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        Set<String> optional,
        Map<String, List<String>> classes,
        Map<String, String> parameters,
        List<String> outputNames) {
    public ModelDescription(
            String platform,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            Set<String> optional,
            Map<String, List<String>> classes,
            Map<String, String> parameters) {
        this(
                platform,
                inputs,
                outputs,
                optional,
                classes,
                parameters,
                outputs.stream().map(TensorSpec::name).toList());
    }

    /** Returns this description with one more parameter. */
    public ModelDescription with(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new ModelDescription(platform, inputs, outputs, optional, classes, more, outputNames);
    }
}
