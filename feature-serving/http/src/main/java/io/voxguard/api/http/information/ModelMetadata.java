package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.served.ModelView.VersionView;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.List;

/**
 * A model's inputs and outputs, as the protocol describes them.
 *
 * @param versions those that are loaded
 */
@RegisterForReflection
public record ModelMetadata(
        String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs) {
    /** A tensor; -1 in its shape stands for any size. */
    public record Tensor(String name, String datatype, List<Long> shape) {
        static List<Tensor> of(List<TensorSpec> specs) {
            return specs.stream()
                    .map(spec -> new Tensor(
                            spec.name(), spec.type().name(), spec.shape().toList()))
                    .toList();
        }
    }

    static ModelMetadata of(ModelView model, ModelDescription description) {
        return new ModelMetadata(
                model.name(),
                model.versions().stream()
                        .filter(VersionView::ready)
                        .map(VersionView::version)
                        .toList(),
                description.platform(),
                Tensor.of(description.inputs()),
                Tensor.of(description.outputs()));
    }
}
