package io.voxguard.serving.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.onnx.file.TreeModels;
import io.voxguard.serving.trees.Ensembles;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.TreeNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GoldenVectorsTest {
    private static final int WIDTH = 3;

    @TempDir
    Path folder;

    private Path version;

    @BeforeEach
    void writeModel() throws IOException {
        TreeNodes trees = Ensembles.random(1, 2, WIDTH, 2, 0, TreeNodes.Test.LEQ);
        version = TreeModels.write(folder.resolve("1"), trees, WIDTH, false, Link.NONE);
    }

    @Test
    void linesAreReadAsJsonWhateverTheirForm() throws IOException {
        GoldenVectors golden = read("""
                {"inputs": [1, -2.5, 0.1428571492433548], "score": 0.5}\r
                \t
                { "score" : 1e-3 , "note":{"a":[1,{}]}, "inputs":[0,0,1E2]}
                {"\\u0069nputs": [7, 8, 9], "score": 1}
                {"inputs": [null, 3.4028235e38, 12345678901234567890], "score": -0.0}""");
        assertThat(golden.inputs())
                .containsExactly(
                        new float[] {1, -2.5f, 0.1428571492433548f},
                        new float[] {0, 0, 100},
                        new float[] {7, 8, 9},
                        new float[] {golden.inputs().get(3)[0], Float.MAX_VALUE, 12345678901234567890f});
        assertThat(golden.inputs().get(3)[0]).as("default of the manifest").isFinite();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\": [1, 2], \"score\": 1}",
                "{\"inputs\": [1, 2, 3, 4], \"score\": 1}",
                "{\"inputs\": 3, \"score\": 1}",
                "{\"inputs\": {\"a\": 1}, \"score\": 1}",
                "{\"inputs\": \"abc\", \"score\": 1}",
                "{\"inputs\": [1, [2], 3], \"score\": 1}",
                "{\"inputs\": [1, \"2\", 3], \"score\": 1}",
                "{\"inputs\": [1, 2, 3]}",
                "{\"inputs\": [1, 2, 3], \"score\": null}",
                "{\"inputs\": [1, 2, 3], \"score\": \"1\"}",
                "{\"inputs\": [1, 2, 3",
                "{\"inputs\": [1, 2, 3], \"score\": 01}",
                "[1, 2, 3]",
                "inputs"
            })
    void lineThatIsNoVectorIsRefused(String line) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(InvalidDocument.class).hasMessageContaining("golden.jsonl");
    }

    @Test
    void emptyFileIsRefused() {
        assertThatThrownBy(() -> read("\n \n"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("at least one vector");
    }

    private GoldenVectors read(String lines) throws IOException {
        Files.writeString(version.resolve("golden.jsonl"), lines);
        return GoldenVectors.read(Manifest.read(version, Document.read(version.resolve("manifest.yaml"))));
    }
}
