package io.voxguard.serving.compiled;

import io.voxguard.serving.explain.Attribution;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.trees.CompiledTrees;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.TreeNodes;
import io.voxguard.serving.trees.UnsuitableTrees;
import io.voxguard.time.Ticker;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A model of trees, scored by ONNX Runtime until its compiled trees have given the same scores on every golden vector and on many random rows, each row both in a
 * block and by itself. If they differ anywhere, ONNX Runtime goes on scoring.
 */
public final class CompiledModel implements Model {
    private static final System.Logger LOG = System.getLogger(CompiledModel.class.getName());
    /** Largest difference of a score. */
    private static final double TOLERANCE = 1e-6;
    /** Rows of one comparison. */
    private static final int BATCH = 256;

    private static final long SEED = 20_25;

    private final Model onnx;
    private final Ticker ticker;
    private final int width;
    /** Held while ONNX Runtime runs for the check, so that its session is not closed meanwhile. */
    private final Object session = new Object();

    private final Queue<CompiledRun> idle = new ConcurrentLinkedQueue<>();
    private boolean closed;
    private volatile @Nullable CompiledTrees compiled;
    private volatile String evaluator = "onnxruntime: compiled trees are being checked";

    public CompiledModel(Model onnx, Ticker ticker) {
        this.onnx = onnx;
        this.ticker = ticker;
        this.width = onnx.manifest().inputs().size();
    }

    /** Compiles and checks trees, and scores by them from then on if the check passes. */
    public void compile(TreeNodes trees, Link link, List<float[]> golden, TreeCompiling compiling) {
        long startNanos = ticker.nanos();
        try {
            CompiledTrees candidate = CompiledTrees.of(trees, width, link);
            String difference = difference(candidate, trees, golden, compiling);
            if (difference == null) {
                compiled = candidate;
                evaluator = "compiled trees";
                LOG.log(
                        System.Logger.Level.INFO,
                        "{0}: compiled trees agree with ONNX Runtime on {1} rows and answer from now on, after {2} ms",
                        onnx.manifest().id(),
                        compiling.rows(),
                        (ticker.nanos() - startNanos) / 1_000_000);
            } else {
                keepOnnxRuntime(difference);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            keepOnnxRuntime("the check was interrupted");
        } catch (UnsuitableTrees | RuntimeException | OutOfMemoryError e) {
            keepOnnxRuntime(String.valueOf(e.getMessage()));
        }
    }

    private void keepOnnxRuntime(String why) {
        evaluator = "onnxruntime: trees not compiled: " + why;
        LOG.log(System.Logger.Level.INFO, "{0}: {1}", onnx.manifest().id(), evaluator);
    }

    private @Nullable String difference(
            CompiledTrees candidate, TreeNodes trees, List<float[]> golden, TreeCompiling compiling)
            throws InterruptedException {
        CompiledTrees.Scratch scratch = candidate.new Scratch();
        String difference = difference(scratch, CheckRows.of(golden, width), "golden vectors");
        CheckRows random = new CheckRows(trees, width, SEED);
        float[] batch = new float[BATCH * width];
        for (int from = 0; from < compiling.rows() && difference == null; from += BATCH) {
            long startNanos = ticker.nanos();
            random.fill(batch);
            difference = difference(scratch, batch, "random rows of seed " + SEED + ", batch " + from / BATCH);
            compiling.restAfter(ticker.nanos() - startNanos);
        }
        return difference;
    }

    private @Nullable String difference(CompiledTrees.Scratch trees, float[] inputs, String what) {
        int rows = inputs.length / width;
        float[] block = new float[rows];
        float[] single = new float[rows];
        trees.score(inputs, rows, block);
        trees.singly(inputs, rows, single);
        synchronized (session) {
            if (closed) {
                return "closed before the check was over";
            }
            try (ModelRun run = onnx.begin(rows)) {
                run.inputs().put(0, inputs);
                run.run();
                for (int row = 0; row < rows; row++) {
                    float expected = run.score(row);
                    if (differ(expected, block[row]) || differ(expected, single[row])) {
                        return what + ", row " + row + ": ONNX Runtime gives " + expected + ", they " + block[row]
                                + " and " + single[row] + " for "
                                + Arrays.toString(Arrays.copyOfRange(inputs, row * width, (row + 1) * width));
                    }
                }
                return null;
            }
        }
    }

    private static boolean differ(float expected, float got) {
        return !(Math.abs((double) expected - got) <= TOLERANCE);
    }

    @Override
    public Manifest manifest() {
        return onnx.manifest();
    }

    @Override
    public Attribution attribution() {
        return onnx.attribution();
    }

    @Override
    public String evaluator() {
        return evaluator;
    }

    @Override
    public ModelRun begin(int rows) {
        CompiledTrees trees = compiled;
        if (trees == null) {
            return onnx.begin(rows);
        }
        CompiledRun run = idle.poll();
        return (run == null ? new CompiledRun(trees, width, idle) : run).resize(rows);
    }

    @Override
    public void close() {
        synchronized (session) {
            closed = true;
            onnx.close();
        }
    }
}
