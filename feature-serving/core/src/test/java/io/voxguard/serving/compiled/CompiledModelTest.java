package io.voxguard.serving.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.catalogue.document.Document;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.loading.GoldenVectors;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.onnx.OnnxModel;
import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.onnx.file.OnnxLimits;
import io.voxguard.serving.onnx.file.TreeModels;
import io.voxguard.serving.trees.Ensembles;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.TreeNodes;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledModelTest {
    private static final int WIDTH = 9;
    private static final TreeCompiling NOW = TreeCompiling.whileLoading(20_000, Ticker.SYSTEM);

    @TempDir
    Path folder;

    @Test
    void shippedTreesAreCompiledAndGiveTheSameScoresAndReasons() {
        try (Model compiled =
                        ModelFolder.load(ShippedModels.gbm(), TreeCompiling.whileLoading(100_000, Ticker.SYSTEM));
                Model onnx = ModelFolder.load(ShippedModels.gbm())) {
            assertThat(compiled.evaluator()).isEqualTo("compiled trees");
            assertThat(onnx.evaluator()).isEqualTo("onnxruntime");
            assertThat(compiled.attribution().method()).isEqualTo("baseline_shapley");
            GoldenVectors.read(compiled.manifest()).replay(compiled);
            float[] row = GoldenVectors.read(onnx.manifest()).inputs().getFirst();
            float[] contributions = new float[row.length];
            float[] expected = new float[row.length];
            compiled.attribution().of(FloatBuffer.wrap(row), 0, contributions);
            onnx.attribution().of(FloatBuffer.wrap(row), 0, expected);
            assertThat(contributions).isEqualTo(expected);
        }
    }

    /** A caller that repeats a request while compiled trees take over should not see another score. */
    @Test
    void shippedTreesGiveTheScoresOfOnnxRuntimeToTheLastBit() {
        try (Model compiled = ModelFolder.load(ShippedModels.gbm(), NOW);
                Model onnx = ModelFolder.load(ShippedModels.gbm())) {
            List<float[]> rows = GoldenVectors.read(onnx.manifest()).inputs();
            List<Float> expected = rows.stream().map(row -> score(onnx, row)).toList();
            List<Float> got = rows.stream().map(row -> score(compiled, row)).toList();
            assertThat(got).hasSizeGreaterThan(100);
            // the C library rounds one exponential in some thousands the other way
            assertThat(IntStream.range(0, rows.size()).filter(i -> !got.get(i).equals(expected.get(i))))
                    .hasSizeLessThan(2);
        }
    }

    private static float score(Model model, float[] row) {
        try (ModelRun run = model.begin(1)) {
            run.inputs().put(0, row);
            run.run();
            return run.score(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, NONE",
        "3, false, NONE",
        "6, true, LOGISTIC",
        "8, false, NONE",
        "12, true, NONE",
        "12, true, LOGISTIC"
    })
    void generatedTreesOfEveryKindAgreeWithOnnxRuntime(int depth, boolean classifier, Link link) throws IOException {
        TreeNodes trees = Ensembles.random(
                depth, 60, WIDTH, depth, 0.25f, TreeNodes.Test.LEQ, TreeNodes.Test.LT, TreeNodes.Test.GT);
        Path version = TreeModels.write(folder.resolve("1"), trees, WIDTH, classifier, link);
        try (Model model = ModelFolder.load(version, NOW)) {
            assertThat(model.evaluator()).isEqualTo("compiled trees");
            for (int rows : new int[] {1, 100, 1000, 3}) {
                try (ModelRun run = model.begin(rows)) {
                    for (int i = 0; i < rows * WIDTH; i++) {
                        run.inputs().put(i, 0.5f);
                    }
                    run.run();
                    assertThat(run.score(rows - 1)).isCloseTo(Ensembles.score(trees, link, half()), within(1e-6f));
                }
            }
        }
    }

    @Test
    void modelOfAnotherKindStaysWithOnnxRuntime() {
        try (Model model = ModelFolder.load(ShippedModels.mlp(), NOW)) {
            assertThat(model.evaluator()).isEqualTo("onnxruntime");
            assertThat(model.begin(1)).isNotInstanceOf(CompiledRun.class);
        }
    }

    @Test
    void evaluatorSaysWhyTreesAreNotCompiled() throws IOException {
        TreeNodes trees = Ensembles.random(2, 5, WIDTH, 4, 0, TreeNodes.Test.LEQ, TreeNodes.Test.NEQ);
        try (Model model =
                ModelFolder.load(TreeModels.write(folder.resolve("1"), trees, WIDTH, false, Link.NONE), NOW)) {
            assertThat(model.evaluator())
                    .startsWith("onnxruntime: trees not compiled: ")
                    .contains("NEQ");
            assertThat(model.begin(1)).isNotInstanceOf(CompiledRun.class);
        }
    }

    @Test
    void regressorWhoseTransformOnnxRuntimeIgnoresStaysWithOnnxRuntime() throws IOException {
        TreeNodes trees = Ensembles.random(2, 5, WIDTH, 4, 0, TreeNodes.Test.LEQ);
        Path version = TreeModels.write(folder.resolve("1"), trees, WIDTH, false, Link.LOGISTIC);
        Path golden = version.resolve("golden.jsonl");
        String margin = "\"score\": " + Ensembles.score(trees, Link.NONE, half());
        Files.writeString(golden, Files.readString(golden).replaceFirst("\"score\": [^}]+", margin));
        try (Model model = ModelFolder.load(version, NOW)) {
            assertThat(model.evaluator()).contains("post_transform LOGISTIC");
        }
    }

    private static float[] half() {
        float[] row = new float[WIDTH];
        Arrays.fill(row, 0.5f);
        return row;
    }

    @Test
    void classifierWithoutANegativeLeafStaysWithOnnxRuntime() throws IOException {
        TreeNodes trees = Ensembles.random(2, 5, WIDTH, 4, 0, TreeNodes.Test.LEQ);
        for (int i = 0; i < trees.weight().length; i++) {
            trees.weight()[i] = Math.abs(trees.weight()[i]);
        }
        try (Model model =
                ModelFolder.load(TreeModels.write(folder.resolve("1"), trees, WIDTH, true, Link.NONE), NOW)) {
            assertThat(model.evaluator()).contains("without a negative leaf");
        }
    }

    @Test
    void treesThatDifferByTwoMillionthsAreNotUsed() throws IOException {
        TreeNodes honest = Ensembles.random(3, 10, WIDTH, 5, 0, TreeNodes.Test.LEQ);
        TreeNodes lying = Ensembles.random(3, 10, WIDTH, 5, 2e-6f, TreeNodes.Test.LEQ);
        try (CompiledModel model = unchecked(honest)) {
            model.compile(lying, Link.NONE, GoldenVectors.read(model.manifest()).inputs(), NOW);
            assertThat(model.evaluator()).contains("trees not compiled", "ONNX Runtime gives");
            assertThat(model.begin(1)).isNotInstanceOf(CompiledRun.class);
        }
    }

    @Test
    void treesThatDifferExactlyAtOneThresholdAreNotUsed() throws IOException {
        TreeNodes honest = Ensembles.random(3, 10, WIDTH, 5, 0, TreeNodes.Test.LEQ);
        TreeNodes lying = Ensembles.random(3, 10, WIDTH, 5, 0, TreeNodes.Test.LEQ);
        lying.test()[lying.roots()[1]] = TreeNodes.Test.LT;
        try (CompiledModel model = unchecked(honest)) {
            model.compile(lying, Link.NONE, GoldenVectors.read(model.manifest()).inputs(), NOW);
            assertThat(model.evaluator()).contains("random rows of seed");
        }
    }

    @Test
    void onnxRuntimeScoresUntilTheCheckIsOver() {
        List<Runnable> later = new ArrayList<>();
        try (Model model =
                ModelFolder.load(ShippedModels.gbm(), new TreeCompiling(1000, 1, later::add, Ticker.SYSTEM))) {
            assertThat(model.evaluator()).contains("being checked");
            ModelRun before = model.begin(1);
            later.getFirst().run();
            assertThat(model.evaluator()).isEqualTo("compiled trees");
            assertThat(before).isNotInstanceOf(CompiledRun.class);
            before.run();
            before.close();
            assertThat(model.begin(1)).isInstanceOf(CompiledRun.class);
        }
    }

    /** The clock of the test goes on by 1 ms with each look at it. */
    @Test
    void checkRestsForTheTimeThatItLeavesToOthers() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        Ticker clock = () -> nanos.addAndGet(1_000_000);
        List<Runnable> later = new ArrayList<>();
        int batches = 40;
        try (Model model =
                ModelFolder.load(ShippedModels.gbm(), new TreeCompiling(batches * 256, 0.2, later::add, clock))) {
            long start = System.nanoTime();
            later.getFirst().run();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(batches * 4));
            assertThat(model.evaluator()).isEqualTo("compiled trees");
        }
    }

    @Test
    void interruptedCheckLeavesTheModelToOnnxRuntime() throws InterruptedException {
        List<Runnable> later = new ArrayList<>();
        try (Model model =
                ModelFolder.load(ShippedModels.gbm(), new TreeCompiling(1000, 0.5, later::add, Ticker.SYSTEM))) {
            Thread check = Thread.ofPlatform().unstarted(later.getFirst());
            check.start();
            check.interrupt();
            check.join(10_000);
            assertThat(model.evaluator()).contains("interrupted");
        }
    }

    @Test
    void modelThatIsClosedBeforeItsCheckIsNotCompiled() {
        List<Runnable> later = new ArrayList<>();
        Model model = ModelFolder.load(ShippedModels.gbm(), new TreeCompiling(1000, 1, later::add, Ticker.SYSTEM));
        model.close();
        later.getFirst().run();
        assertThat(model.evaluator()).contains("closed before");
    }

    private CompiledModel unchecked(TreeNodes trees) throws IOException {
        Path version = TreeModels.write(folder.resolve("1"), trees, WIDTH, false, Link.NONE);
        Manifest manifest = Manifest.read(version, Document.read(version.resolve("manifest.yaml")));
        OnnxFile file = OnnxFile.read(Files.readAllBytes(version.resolve("model.onnx")), OnnxLimits.DEFAULT);
        return new CompiledModel(OnnxModel.load(manifest, file, Map.of()), Ticker.SYSTEM);
    }
}
