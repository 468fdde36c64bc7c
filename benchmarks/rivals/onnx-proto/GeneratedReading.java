import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import onnx.OnnxMl;

/** Reads a model file with generated messages and copies the numbers of its trees: what OnnxReading does with the hand-written reader. */
final class GeneratedReading {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final int WARM_UPS = 300;
    private static final int RUNS = 100;

    public static void main(String[] args) throws Exception {
        byte[] file = Files.readAllBytes(Path.of(args[0]));
        // lambdas and streams are in use in a service long before it reads a model
        Stream.of(args).map(name -> "read " + name).forEach(System.err::println);
        double first = nanos(file) / 1e6;
        double second = nanos(file) / 1e6;
        for (int i = 0; i < WARM_UPS; i++) {
            nanos(file);
        }
        long sum = 0;
        for (int i = 0; i < RUNS; i++) {
            sum += nanos(file);
        }
        System.out.printf("%.2f %.2f %.3f%n", first, second, sum / 1e6 / RUNS);
    }

    private static long nanos(byte[] file) throws Exception {
        long start = THREAD.getCurrentThreadCpuTime();
        long read = 0;
        for (OnnxMl.NodeProto node : OnnxMl.ModelProto.parseFrom(file).getGraph().getNodeList()) {
            for (OnnxMl.AttributeProto attribute : node.getAttributeList()) {
                long[] integers = new long[attribute.getIntsCount()];
                for (int i = 0; i < integers.length; i++) {
                    integers[i] = attribute.getInts(i);
                }
                float[] floats = new float[attribute.getFloatsCount()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = attribute.getFloats(i);
                }
                read += integers.length + floats.length;
                for (int i = 0; i < attribute.getStringsCount(); i++) {
                    read += attribute.getStrings(i).toStringUtf8().length();
                }
            }
        }
        if (read == 0) {
            throw new IllegalStateException("expected a model of trees");
        }
        return THREAD.getCurrentThreadCpuTime() - start;
    }
}
