package io.voxguard.serving.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
    @TempDir
    Path folder;

    static Iterable<Path> shipped() {
        return ShippedModels.all();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedModelGivesTheScoresOfPython(Path model) throws IOException {
        assertThat(Files.readAllLines(model.resolve("golden.jsonl"))).hasSizeGreaterThan(200);
        try (Model loaded = ModelFolder.load(model)) {
            assertThat(loaded.manifest().inputs()).hasSize(40);
            assertThat(loaded.manifest().tolerance()).isEqualTo(1e-5f);
        }
    }

    @Test
    void truncatedModelIsRefusedByItsChecksum() throws IOException {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        byte[] onnx = Files.readAllBytes(model.resolve("model.onnx"));
        Files.write(model.resolve("model.onnx"), Arrays.copyOf(onnx, onnx.length / 2));
        assertThatThrownBy(() -> ModelFolder.load(model))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("sha256");
    }

    @Test
    void truncatedModelWithAMatchingChecksumIsRefused() throws Exception {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        byte[] onnx = Files.readAllBytes(model.resolve("model.onnx"));
        byte[] half = Arrays.copyOf(onnx, onnx.length / 2);
        Files.write(model.resolve("model.onnx"), half);
        ShippedModels.replace(model.resolve("manifest.yaml"), sha256(onnx), sha256(half));
        assertThatThrownBy(() -> ModelFolder.load(model))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("call-fraud-gbm/3");
    }

    @Test
    void modelThatDiffersFromAGoldenVectorIsRefused() throws IOException {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        Path golden = model.resolve("golden.jsonl");
        String line = Files.readAllLines(golden).get(7);
        String other = line.replaceFirst("\"score\": [0-9.e-]+", "\"score\": 0.4242");
        Files.writeString(golden, Files.readString(golden).replace(line, other));
        assertThatThrownBy(() -> ModelFolder.load(model))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("golden vector 8")
                .hasMessageContaining("0.4242");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r", "\n \n"})
    void everyGoldenVectorIsReplayedWhateverEndsItsLine(String end) throws IOException {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        Path golden = model.resolve("golden.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(golden));
        int last = lines.size() - 1;
        lines.set(last, lines.get(last).replaceFirst("\"score\": [0-9.e-]+", "\"score\": 0.4242"));
        Files.writeString(golden, String.join(end, lines));
        assertThatThrownBy(() -> ModelFolder.load(model))
                .isInstanceOf(ModelFault.class)
                .hasMessageContaining("golden vector " + lines.size() + " of " + lines.size());
    }

    @Test
    void goldenVectorOfTooFewInputsIsRefusedByItsLine() throws IOException {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        Path golden = model.resolve("golden.jsonl");
        String first = Files.readAllLines(golden).getFirst();
        Files.writeString(golden, first + "\n{\"inputs\": [1.0], \"score\": 0.5}\n");
        assertThatThrownBy(() -> ModelFolder.load(model))
                .hasMessageContaining("line 2: expected 40 inputs and a score, got 1 and 0.5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    input: {name: features           | input: {name: other              | the manifest says other
                    output: {name: probabilities     | output: {name: other             | the manifest says other
                    column: 1                        | column: 2                        | column 2
                    file: model.onnx                 | file: ../model.onnx              | beside the manifest
                    review: 0                        | review: 9                        | review
                    importance                       | importanze                       | importance
                    """)
    void modelThatDiffersFromItsManifestIsRefused(String what, String with, String told) {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        ShippedModels.replace(model.resolve("manifest.yaml"), what, with);
        assertThatThrownBy(() -> ModelFolder.load(model)).hasMessageContaining(told);
    }

    @Test
    void manifestWithOneInputTooFewIsRefused() throws IOException {
        Path model = ShippedModels.copy(ShippedModels.gbm(), folder.resolve("1"));
        Path manifest = model.resolve("manifest.yaml");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.substring(0, text.lastIndexOf("  - {feature")));
        assertThatThrownBy(() -> ModelFolder.load(model)).hasMessageContaining("39 features");
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
