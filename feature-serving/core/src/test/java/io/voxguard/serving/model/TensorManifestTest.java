package io.voxguard.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of a plain model's manifest, read and wrong in turn. */
class TensorManifestTest {
    private static final String GOOD = """
            model: sums
            version: "1"
            file: model.onnx
            sha256: abcd
            golden: {file: golden.jsonl, tolerance: 0.25}
            inputs:
              - {name: x, datatype: FP32, shape: [-1, 3]}
              - {name: y, datatype: INT64, shape: [2]}
            outputs:
              - {name: x, datatype: BYTES, shape: []}
            """;

    @TempDir
    private Path folder;

    @Test
    void everyFieldIsRead() {
        TensorManifest manifest = read(GOOD);

        assertThat(manifest.golden()).contains(folder.resolve("golden.jsonl"));
        assertThat(manifest.tolerance()).isEqualTo(0.25);
        assertThat(manifest.inputs()).extracting(TensorSpec::name).containsExactly("x", "y");
        assertThat(manifest.inputs().getFirst().type()).isEqualTo(DataType.FP32);
        assertThat(manifest.inputs().getFirst().shape().toArray())
                .isEqualTo(Shape.of(-1, 3).toArray());
        assertThat(manifest.outputs()).extracting(TensorSpec::type).containsExactly(DataType.BYTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: y | name: x | inputs: name: expected each name once, got duplicate tensor x",
                "INT64 | int64 | inputs: datatype: expected a datatype, as FP32, got int64",
                "shape: [2] | shape: 2 | inputs: shape: expected a list of integers, got 2",
                "0.25 | .inf | golden: tolerance: expected a finite number that fits float32, got Infinity",
                "0.25 | .nan | golden: tolerance: expected a finite number that fits float32, got NaN",
            })
    void wrongFieldIsNamedWithItsFile(String right, String wrong, String why) {
        assertThatThrownBy(() -> read(GOOD.replace(right, wrong)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(folder.resolve("manifest.yaml") + ": " + why);
    }

    private TensorManifest read(String yaml) {
        try {
            return TensorManifest.read(folder, Document.read(Files.writeString(folder.resolve("manifest.yaml"), yaml)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
