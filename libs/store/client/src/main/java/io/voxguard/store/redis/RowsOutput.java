package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.voxguard.store.RowSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hands each value of an MGET's reply to the sink as it lies in the network buffer: no copy, no list. */
final class RowsOutput extends CommandOutput<byte[], byte[], Boolean> {
    private final RowSink sink;
    private int next;

    RowsOutput(RowSink sink) {
        super(ByteArrayCodec.INSTANCE, Boolean.TRUE);
        this.sink = sink;
    }

    @Override
    public void set(@Nullable ByteBuffer value) {
        sink.row(next++, value);
    }

    @Override
    public void multi(int count) {
        // the elements follow, one set() each; from the first again if a reply was cut off and the command replayed
        next = 0;
    }
}
