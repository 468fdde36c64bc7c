package io.voxguard.benchmarks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.serving.value.FeastValue;
import io.voxguard.serving.value.MalformedValue;
import io.voxguard.serving.value.ValueEncoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading of 24 numbers in Feast's layout for a model, each a serialised value of its own: in place, and by protobuf's stream reader. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeastReading {
    private static final int FEATURES = 24;

    private final byte[][] values = new byte[FEATURES][];
    private final float[] vector = new float[FEATURES];

    public FeastReading() {
        for (int i = 0; i < FEATURES; i++) {
            values[i] = i % 2 == 0
                    ? ValueEncoder.encode(ValueType.FLOAT64, i / 7.0)
                    : ValueEncoder.encode(ValueType.INT64, (long) i * 1000);
        }
    }

    @Benchmark
    public float[] inPlace() throws MalformedValue {
        for (int i = 0; i < FEATURES; i++) {
            vector[i] = (float) FeastValue.number(values[i], 0, values[i].length);
        }
        return vector;
    }

    @Benchmark
    public float[] protobufStream() throws IOException {
        for (int i = 0; i < FEATURES; i++) {
            vector[i] = (float) number(CodedInputStream.newInstance(values[i]));
        }
        return vector;
    }

    private static double number(CodedInputStream in) throws IOException {
        double number = Double.NaN;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 3 -> number = in.readInt32();
                case 4, 8 -> number = in.readInt64();
                case 5 -> number = in.readDouble();
                case 6 -> number = in.readFloat();
                case 7 -> number = in.readBool() ? 1 : 0;
                default -> {
                    in.skipField(tag);
                    number = Double.NaN;
                }
            }
        }
        return number;
    }
}
