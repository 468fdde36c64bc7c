package io.voxguard.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Prints the CPU time per run of {@link TreeScoring}: the median of several periods, after a warm-up. */
public final class ModelLimit {
    private static final int[] BATCHES = {1, 32, 64, 256};
    private static final long WARM_UP_NANOS = 2_000_000_000;
    private static final long PERIOD_NANOS = 200_000_000;
    private static final int PERIODS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ModelLimit() {}

    public static void main(String[] args) {
        for (String evaluator : new String[] {"onnxruntime", "compiled trees"}) {
            for (int rows : BATCHES) {
                TreeScoring runs = new TreeScoring();
                runs.evaluator = evaluator;
                runs.rows = rows;
                runs.load();
                microsPerRun(runs, WARM_UP_NANOS);
                double[] periods = new double[PERIODS];
                Arrays.setAll(periods, i -> microsPerRun(runs, PERIOD_NANOS));
                Arrays.sort(periods);
                runs.close();
                String engine = evaluator.equals("onnxruntime") ? "ONNX Runtime" : evaluator;
                System.out.printf(
                        "{\"engine\":\"%s\",\"batch\":%d,\"us_per_run\":%.3f}%n", engine, rows, periods[PERIODS / 2]);
            }
        }
    }

    private static double microsPerRun(TreeScoring runs, long nanos) {
        long begin = THREADS.getCurrentThreadCpuTime();
        long spent = 0;
        int count = 0;
        float sink = 0;
        while (spent < nanos) {
            for (int i = 0; i < 64; i++, count++) {
                sink += runs.score();
            }
            spent = THREADS.getCurrentThreadCpuTime() - begin;
        }
        if (Float.isNaN(sink)) {
            throw new IllegalStateException("expected a score, got NaN");
        }
        return spent / 1e3 / count;
    }
}
