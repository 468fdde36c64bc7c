package io.voxguard.serving.model;

import io.voxguard.catalogue.document.Document;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The manifest of a plain model: tensors in, tensors out.
 *
 * @param inputs as the manifest lists them; empty if it does not
 * @param golden file of golden vectors, if the model has one
 * @param tolerance largest difference of a number from its golden vector
 */
public record TensorManifest(
        Artifact artifact, List<TensorSpec> inputs, List<TensorSpec> outputs, Optional<Path> golden, double tolerance) {
    private static final double TOLERANCE = 1e-5;

    public TensorManifest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    public static TensorManifest read(Path folder, Document manifest) {
        Optional<Path> golden = Optional.empty();
        double tolerance = TOLERANCE;
        if (manifest.has("golden")) {
            Document file = manifest.mapping("golden");
            golden = Optional.of(Artifact.beside(folder, file, "file", file.text("file")));
            tolerance = file.has("tolerance") ? file.float32("tolerance") : TOLERANCE;
        }
        return new TensorManifest(
                Artifact.read(folder, manifest),
                manifest.has("inputs") ? specs(manifest, "inputs") : List.of(),
                manifest.has("outputs") ? specs(manifest, "outputs") : List.of(),
                golden,
                tolerance);
    }

    private static List<TensorSpec> specs(Document manifest, String field) {
        Set<String> names = new HashSet<>();
        List<TensorSpec> specs = new ArrayList<>();
        for (Document spec : manifest.mappings(field)) {
            String name = spec.text("name");
            if (!names.add(name)) {
                throw spec.wrong("name", "each name once", "duplicate tensor " + name);
            }
            specs.add(new TensorSpec(name, type(spec), Shape.of(spec.integers("shape"))));
        }
        return specs;
    }

    private static DataType type(Document spec) {
        String name = spec.text("datatype");
        return DataType.named(name).orElseThrow(() -> spec.wrong("datatype", "a datatype, as FP32", name));
    }
}
