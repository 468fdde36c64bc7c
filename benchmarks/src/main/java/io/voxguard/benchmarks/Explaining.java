package io.voxguard.benchmarks;

import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
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

/** Computation of a row's reasons, and the run of the model on that row for comparison. Takes the golden vectors of the shipped models in turn. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class Explaining {
    private static final int ROWS = 256;

    @Param({"call-fraud-gbm", "call-fraud-mlp"})
    String name = "";

    private @Nullable Model model;
    private FloatBuffer rows = FloatBuffer.allocate(0);
    private float[] contributions = {};
    private int next;

    @Setup
    public void load() {
        Path folder = Path.of(System.getProperty("voxguard.root", "."), "models", name, "1");
        model = ModelFolder.load(folder);
        int width = model.manifest().inputs().size();
        contributions = new float[width];
        rows = FloatBuffer.allocate(ROWS * width);
        List<float[]> golden = GoldenRows.read(folder, model);
        for (int row = 0; row < ROWS; row++) {
            rows.put(row * width, golden.get(row));
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
    public float[] reasons() {
        next = (next + 1) % ROWS;
        loaded().attribution().of(rows, next, contributions);
        return contributions;
    }

    @Benchmark
    public float score() {
        next = (next + 1) % ROWS;
        int width = contributions.length;
        try (var run = loaded().begin(1)) {
            run.inputs().put(0, rows, next * width, width);
            run.run();
            return run.score(0);
        }
    }
}
