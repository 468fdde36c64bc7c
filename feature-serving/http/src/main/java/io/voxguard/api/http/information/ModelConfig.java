package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Triton's ModelConfig, as far as it has a meaning here. */
@RegisterForReflection
public record ModelConfig(
        String name,
        String platform,
        String backend,
        int maxBatchSize,
        List<Tensor> input,
        List<Tensor> output,
        Map<String, Parameter> parameters) {
    /**
     * A tensor; -1 in its dimensions stands for any size.
     *
     * @param dataType the name of Triton's DataType
     * @param optional true for an input that may be left out, else null
     */
    public record Tensor(
            String name,
            String dataType,
            List<Long> dims,
            @Nullable Boolean optional) {
        private static List<Tensor> of(List<TensorSpec> specs, Set<String> optional) {
            return specs.stream()
                    .map(spec -> new Tensor(
                            spec.name(),
                            spec.type().configName(),
                            spec.shape().toList(),
                            optional.contains(spec.name()) ? true : null))
                    .toList();
        }
    }

    /** A parameter's value. */
    public record Parameter(String stringValue) {}

    static ModelConfig of(String model, ModelDescription description) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        description.parameters().forEach((name, value) -> parameters.put(name, new Parameter(value)));
        description
                .classes()
                .forEach((output, classes) ->
                        parameters.put(output + ".classes", new Parameter(String.join(",", classes))));
        return new ModelConfig(
                model,
                description.platform(),
                "onnxruntime",
                0,
                Tensor.of(description.inputs(), description.optional()),
                Tensor.of(description.outputs(), Set.of()),
                parameters);
    }
}
