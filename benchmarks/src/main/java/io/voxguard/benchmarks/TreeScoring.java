package io.voxguard.benchmarks;

import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Scoring by trees in ONNX Runtime and compiled: the shipped model, or the folder named by {@code -Dvoxguard.model}. Uses thousands of different rows, each mixed from two golden vectors: a few
 * rows repeated would measure a processor that has learned their branches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TreeScoring {
    private static final int DISTINCT_ROWS = 8192;

    @Param({"onnxruntime", "compiled trees"})
    String evaluator = "";

    @Param({"1", "32", "256"})
    int rows;

    private @Nullable Model model;
    private float[] values = {};
    private int width;
    private int next;

    @Setup
    public void load() {
        String shipped = Path.of(System.getProperty("voxguard.root", "."), "models", "call-fraud-gbm", "2")
                .toString();
        Path folder = Path.of(System.getProperty("voxguard.model", shipped));
        Model loaded = ModelFolder.load(
                folder,
                evaluator.equals("onnxruntime")
                        ? TreeCompiling.OFF
                        : TreeCompiling.whileLoading(10_000, Ticker.SYSTEM));
        model = loaded;
        if (!loaded.evaluator().equals(evaluator)) {
            throw new IllegalStateException(loaded.evaluator());
        }
        width = loaded.manifest().inputs().size();
        List<float[]> golden = GoldenRows.read(folder, loaded);
        Random random = new Random(7);
        values = new float[(DISTINCT_ROWS + rows) * width];
        for (int row = 0; row < DISTINCT_ROWS + rows; row++) {
            float[] one = golden.get(random.nextInt(golden.size()));
            float[] other = golden.get(random.nextInt(golden.size()));
            for (int i = 0; i < width; i++) {
                values[row * width + i] = random.nextInt(4) == 0 ? other[i] : one[i];
            }
        }
    }

    @TearDown
    public void close() {
        loaded().close();
    }

    private Model loaded() {
        if (model == null) {
            throw new IllegalStateException("not loaded");
        }
        return model;
    }

    @Benchmark
    public float score() {
        next = (next + rows) % DISTINCT_ROWS;
        try (ModelRun run = loaded().begin(rows)) {
            run.inputs().put(0, values, next * width, rows * width);
            run.run();
            return run.score(rows - 1);
        }
    }
}
