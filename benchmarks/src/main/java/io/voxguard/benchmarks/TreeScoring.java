package io.voxguard.benchmarks;

import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * The shipped trees ({@code -Dvoxguard.model}: others) in ONNX Runtime and compiled. Thousands of different rows, each mixed from two golden vectors: with a few rows over and over, what a
 * processor remembers of their branches would be measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TreeScoring {
    private static final int DIFFERENT = 8192;

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
                        : new TreeCompiling(10_000, Runnable::run, Ticker.SYSTEM));
        model = loaded;
        if (!loaded.evaluator().equals(evaluator)) {
            throw new IllegalStateException(loaded.evaluator());
        }
        width = loaded.manifest().inputs().size();
        List<float[]> golden = golden(folder, loaded);
        Random random = new Random(7);
        values = new float[(DIFFERENT + rows) * width];
        for (int row = 0; row < DIFFERENT + rows; row++) {
            float[] one = golden.get(random.nextInt(golden.size()));
            float[] other = golden.get(random.nextInt(golden.size()));
            for (int i = 0; i < width; i++) {
                values[row * width + i] = random.nextInt(4) == 0 ? other[i] : one[i];
            }
        }
    }

    private static List<float[]> golden(Path folder, Model model) {
        Pattern number = Pattern.compile("null|[-+0-9.eE]+");
        List<float[]> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("golden.jsonl"))) {
                Matcher numbers = number.matcher(line.substring(line.indexOf('['), line.indexOf(']')));
                float[] row = new float[model.manifest().inputs().size()];
                for (int i = 0; i < row.length && numbers.find(); i++) {
                    float missing = model.manifest().inputs().get(i).defaultValue();
                    row[i] = numbers.group().equals("null") ? missing : Float.parseFloat(numbers.group());
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        next = (next + rows) % DIFFERENT;
        try (ModelRun run = loaded().begin(rows)) {
            run.inputs().put(0, values, next * width, rows * width);
            run.run();
            return run.score(rows - 1);
        }
    }
}
