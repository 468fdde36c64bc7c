package io.voxguard.benchmarks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.RowView;
import io.voxguard.store.row.SchemaId;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/** Reading of a row of 24 features into a vector: by the flyweight, and by protobuf's stream reader. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowReading {
    private static final int FEATURES = 24;

    private final ByteBuffer row = ByteBuffer.wrap(
            RowEncoder.encode(SchemaId.of(1, 1), 1_772_439_300_000L, new float[FEATURES], new boolean[FEATURES]));
    private final RowView view = new RowView();
    private final float[] vector = new float[FEATURES];

    @Benchmark
    public float[] flyweight() {
        if (view.wrap(row) != null) {
            throw new IllegalStateException("expected a valid row");
        }
        for (int i = 0; i < view.size(); i++) {
            vector[i] = view.isNull(i) ? Float.NaN : view.value(i);
        }
        return vector;
    }

    @Benchmark
    public float[] protobufStream() throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(row.array());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> in.readFixed32();
                case 2 -> in.readSFixed64();
                case 3 -> in.readBytes();
                case 4 -> {
                    int limit = in.pushLimit(in.readRawVarint32());
                    for (int i = 0; in.getBytesUntilLimit() > 0; i++) {
                        vector[i] = in.readFloat();
                    }
                    in.popLimit(limit);
                }
                default -> in.skipField(tag);
            }
        }
        return vector;
    }
}
