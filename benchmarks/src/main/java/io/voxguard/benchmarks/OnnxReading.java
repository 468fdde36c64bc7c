package io.voxguard.benchmarks;

import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.onnx.file.OnnxLimits;
import io.voxguard.serving.onnx.file.OnnxTrees;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU time of reading a model file and its trees: the first time in a new process, as at start, and once the code is compiled. {@code benchmarks/rivals/onnx-proto/run} runs it beside
 * code generated from the format's definitions; the figures are in {@code docs/adr}.
 */
public final class OnnxReading {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int WARM_UPS = 300;
    private static final int RUNS = 100;
    private static final double NANOS_PER_MS = 1e6;

    private OnnxReading() {}

    /** @param args the model file */
    public static void main(String[] args) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(args[0]));
        // a service has used lambdas and streams long before it reads a model
        Stream.of(args).map(name -> "read " + name).forEach(System.err::println);
        double first = nanos(file) / NANOS_PER_MS;
        double second = nanos(file) / NANOS_PER_MS;
        for (int i = 0; i < WARM_UPS; i++) {
            nanos(file);
        }
        long sum = 0;
        for (int i = 0; i < RUNS; i++) {
            sum += nanos(file);
        }
        System.out.printf("%.2f %.2f %.3f%n", first, second, sum / NANOS_PER_MS / RUNS);
    }

    private static long nanos(byte[] file) {
        long start = THREAD.getCurrentThreadCpuTime();
        OnnxFile onnx = OnnxFile.read(file, OnnxLimits.DEFAULT);
        if (OnnxTrees.of(onnx).isEmpty()) {
            throw new IllegalStateException("expected a model of trees");
        }
        return THREAD.getCurrentThreadCpuTime() - start;
    }
}
