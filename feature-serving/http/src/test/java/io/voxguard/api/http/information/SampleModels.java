package io.voxguard.api.http.information;

import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.versions.VersionStats;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models as they are served, with all that is told of them. */
public final class SampleModels {
    private SampleModels() {}

    static ModelDescription description() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("note", "ü \"x\"");
        parameters.put("sha256", "ab12");
        return new ModelDescription(
                "onnxruntime_onnx",
                List.of(
                        new TensorSpec("x", DataType.FP32, Shape.of(-1, 4)),
                        new TensorSpec("s", DataType.BYTES, Shape.of(-1))),
                List.of(
                        new TensorSpec("y", DataType.INT64, Shape.of(-1)),
                        new TensorSpec("p", DataType.FP32, Shape.of(-1, 2)),
                        new TensorSpec("n", DataType.FP64, Shape.of())),
                Set.of("s"),
                Map.of("p", List.of("no", "yes")),
                parameters);
    }

    /** Returns a model with one version that is loaded and one that cannot be. */
    public static ModelView plain(Policy policy) {
        return new ModelView(
                "plain",
                "tensors",
                policy,
                7,
                Optional.of("2"),
                List.of(
                        new ModelView.VersionView(
                                "2", true, "", "ab12", 3, Optional.of(description()), Optional.of(new VersionStats())),
                        new ModelView.VersionView(
                                "3", false, "cannot be read: \"x\"", "", 0, Optional.empty(), Optional.empty())),
                Optional.empty(),
                false);
    }

    /** Returns a model without versions. */
    public static ModelView empty(boolean unloaded) {
        return new ModelView(
                "empty", "", new Policy.Latest(), 0, Optional.empty(), List.of(), Optional.empty(), unloaded);
    }

    public static ModelMetadata metadata() {
        return ModelMetadata.of(plain(new Policy.Latest()), description());
    }

    public static ModelConfig config() {
        return ModelConfig.of("plain", description());
    }

    public static List<IndexEntry> index(boolean readyOnly) {
        return IndexEntry.of(List.of(plain(new Policy.Latest()), empty(true), empty(false)), readyOnly);
    }

    /** Returns the statistics of a version that answered twice and failed once. */
    public static ModelStatistics statistics() {
        return new ModelStatistics(List.of(new ModelStatistics.Version(
                "plain",
                "2",
                1_700_000_000_001L,
                5,
                2,
                new ModelStatistics.Durations(
                        new ModelStatistics.Duration(2, 2106),
                        new ModelStatistics.Duration(1, 77),
                        new ModelStatistics.Duration(2, 101),
                        new ModelStatistics.Duration(2, 0),
                        new ModelStatistics.Duration(2, 2005),
                        new ModelStatistics.Duration(2, 0),
                        new ModelStatistics.Duration(0, 0),
                        new ModelStatistics.Duration(0, 0)),
                List.of())));
    }
}
