package io.voxguard.serving.inference;

import io.voxguard.serving.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model takes and gives, for those who ask.
 *
 * @param platform as the protocol names it
 * @param optional inputs that may be left out
 * @param classes by output that holds a column a class, the classes
 * @param parameters what else is worth knowing
 * @param outputNames the outputs' names, in their order
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

    /** The same, with one parameter more. */
    public ModelDescription with(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new ModelDescription(platform, inputs, outputs, optional, classes, more, outputNames);
    }
}
