package io.voxguard.serving.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.vector.ModelInput;
import io.voxguard.serving.vector.OrdinaryRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of a scoring model's manifest, read and wrong in turn. */
class ManifestFieldsTest {
    private static final String GOOD = """
            model: fraud
            version: "3"
            file: model.onnx
            sha256: abcd
            external_data: {weights.bin: ef01}
            limits: {concurrency: 2, queue: 5}
            input: {name: features}
            output: {name: scores, column: 1}
            thresholds: {review: 0.5, block: 0.9}
            golden: {file: golden.jsonl, tolerance: 1.0e-5}
            inputs:
              - {feature: "stats:calls", default: 1.5, importance: 0.25, ordinary: {low: 0, median: 1, high: 9.5}}
              - {feature: "request:hour", default: .nan, importance: 0.75, ordinary: {low: 0, median: 12, high: 23}}
            """;

    @TempDir
    private Path folder;

    @Test
    void everyFieldIsRead() {
        Manifest manifest = read(GOOD);

        assertThat(manifest.id()).isEqualTo(new ModelId("fraud", "3")).hasToString("fraud/3");
        assertThat(manifest.artifact().file()).isEqualTo(folder.resolve("model.onnx"));
        assertThat(manifest.sha256()).isEqualTo("abcd");
        assertThat(manifest.artifact().externalData()).isEqualTo(Map.of("weights.bin", "ef01"));
        assertThat(manifest.artifact().limits()).contains(new GateLimits(2, 5));
        assertThat(manifest.inputName()).isEqualTo("features");
        assertThat(manifest.outputName()).isEqualTo("scores");
        assertThat(manifest.outputColumn()).isEqualTo(1);
        assertThat(manifest.thresholds().decide(0.9f)).isEqualTo(Decision.BLOCK);
        assertThat(manifest.goldenFile()).isEqualTo(folder.resolve("golden.jsonl"));
        assertThat(manifest.tolerance()).isEqualTo(1e-5f);
        assertThat(manifest.policy()).isEqualTo(DecisionPolicy.DEFAULT);
        assertThat(manifest.inputs())
                .containsExactly(
                        new ModelInput(FeatureRef.parse("stats:calls"), 1.5f, 0.25f, new OrdinaryRange(0, 1, 9.5f)),
                        new ModelInput(
                                FeatureRef.parse("request:hour"), Float.NaN, 0.75f, new OrdinaryRange(0, 12, 23)));
    }

    @Test
    void optionalFieldsHaveDefaults() {
        Manifest manifest = read(GOOD.replace("external_data: {weights.bin: ef01}\n", "")
                .replace("limits: {concurrency: 2, queue: 5}\n", "")
                .replace(", column: 1", ""));

        assertThat(manifest.artifact().externalData()).isEmpty();
        assertThat(manifest.artifact().limits()).isEmpty();
        assertThat(manifest.outputColumn()).isZero();
    }

    @Test
    void equalThresholdsAreAccepted() {
        assertThat(read(GOOD.replace("review: 0.5", "review: 0.9")).review()).isEqualTo(0.9f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: fraud | model: 5 | model: expected a text, got 5",
                "model: fraud | # none | model: expected a text, got null",
                "version: \"3\" | version: 3 | version: expected a text, got 3",
                "file: model.onnx | # none | file: expected a text, got null",
                "file: model.onnx | file: ../model.onnx | file: expected the name of a file beside the manifest, got ../model.onnx",
                "file: model.onnx | file: a\\b | file: expected the name of a file beside the manifest",
                "file: model.onnx | file: .. | file: expected the name of a file beside the manifest",
                "sha256: abcd | # none | sha256: expected a text, got null",
                "{weights.bin: ef01} | weights.bin | external_data: expected a mapping, got weights.bin",
                "{weights.bin: ef01} | {../w: ef01} | external_data: ../w: expected the name of a file beside the manifest",
                "{weights.bin: ef01} | {weights.bin: 1} | external_data: weights.bin: expected a text, got 1",
                "concurrency: 2 | concurrency: 0 | limits: concurrency: expected at least 1, got 0",
                "concurrency: 2, | | limits: concurrency: expected an integer, got null",
                "queue: 5 | queue: -1 | limits: queue: expected at least 0, got -1",
                "queue: 5 | queue: many | limits: queue: expected an integer, got many",
                "{name: features} | features | input: expected a mapping, got features",
                "{name: features} | {} | input: name: expected a text, got null",
                "name: scores, | | output: name: expected a text, got null",
                "column: 1 | column: first | output: column: expected an integer, got first",
                "review: 0.5 | review: 0.95 | thresholds: review: expected at most block (0.9), got 0.95",
                "review: 0.5 | review: .nan | thresholds: review: expected a finite number that fits float32, got NaN",
                "review: 0.5 | review: -.inf | thresholds: review: expected a finite number that fits float32, got -Infinity",
                "block: 0.9 | block: .nan | thresholds: block: expected a finite number that fits float32, got NaN",
                "block: 0.9 | block: .inf | thresholds: block: expected a finite number that fits float32, got Infinity",
                "block: 0.9 | block: 1e39 | thresholds: block: expected a finite number that fits float32, got 1.0E39",
                "block: 0.9 | block: high | thresholds: block: expected a number, got high",
                "thresholds: | threshold: | thresholds: expected a mapping, got null",
                "golden.jsonl, | ../golden.jsonl, | golden: file: expected the name of a file beside the manifest",
                "tolerance: 1.0e-5 | tolerance: .inf | golden: tolerance: expected a finite number that fits float32",
                "tolerance: 1.0e-5 | tolerance: small | golden: tolerance: expected a number, got small",
                "\"stats:calls\" | stats | inputs: feature: expected view:feature, got stats",
                "\"stats:calls\" | 7 | inputs: feature: expected a text, got 7",
                "default: 1.5 | default: 1e39 | inputs: default: expected a finite number that fits float32, got 1.0E39",
                "default: 1.5 | default: .inf | inputs: default: expected a finite number that fits float32, got Infinity",
                "default: 1.5 | default: none | inputs: default: expected a number, got none",
                "importance: 0.25 | importance: .nan | inputs: importance: expected a finite number that fits float32",
                "low: 0, | low: small, | inputs: ordinary: low: expected a number, got small",
                "median: 1, | | inputs: ordinary: median: expected a number, got null",
                "high: 9.5 | high: .inf | inputs: ordinary: high: expected a finite number that fits float32",
                "inputs: | input_list: | inputs: expected a list, got null",
            })
    void wrongFieldIsNamedWithItsFile(String right, String wrong, String why) {
        String changed = GOOD.replace(right, wrong == null ? "" : wrong);

        assertThat(changed).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith(folder.resolve("manifest.yaml") + ": ")
                .hasMessageContaining(why);
    }

    private Manifest read(String yaml) {
        try {
            return Manifest.read(folder, Document.read(Files.writeString(folder.resolve("manifest.yaml"), yaml)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
