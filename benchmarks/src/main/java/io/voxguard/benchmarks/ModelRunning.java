package io.voxguard.benchmarks;

import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

/** Run of a model over a batch, through ONNX Runtime in this process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ModelRunning {
    @Param({"call-fraud-gbm", "call-fraud-mlp"})
    String name = "";

    @Param({"1", "32", "256"})
    int rows;

    private Model model = NOT_LOADED;

    @Setup
    public void load() {
        model = ModelFolder.load(Path.of(System.getProperty("voxguard.root", "."), "models", name, "1"));
    }

    @TearDown
    public void close() {
        model.close();
    }

    @Benchmark
    public float run() {
        try (ModelRun run = model.begin(rows)) {
            int width = model.manifest().inputs().size();
            for (int i = 0; i < rows * width; i++) {
                run.inputs().put(i, i % 7);
            }
            run.run();
            return run.score(rows - 1);
        }
    }

    private static final Model NOT_LOADED = new Model() {
        @Override
        public io.voxguard.serving.model.Manifest manifest() {
            throw new IllegalStateException("not loaded");
        }

        @Override
        public io.voxguard.serving.explain.Attribution attribution() {
            throw new IllegalStateException("not loaded");
        }

        @Override
        public ModelRun begin(int rows) {
            throw new IllegalStateException("not loaded");
        }

        @Override
        public void close() {}
    };
}
