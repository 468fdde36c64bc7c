package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.voxguard.store.HashSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hands each field of an HMGET's reply to the sink as it lies in the network buffer. */
final class HashOutput extends CommandOutput<byte[], byte[], Boolean> {
    private static final byte[] WRONG_TYPE = {'W', 'R', 'O', 'N', 'G', 'T', 'Y', 'P', 'E'};

    private final HashSink sink;
    private final int index;
    private int next;

    HashOutput(HashSink sink, int index) {
        super(ByteArrayCodec.INSTANCE, Boolean.TRUE);
        this.sink = sink;
        this.index = index;
    }

    @Override
    public void set(@Nullable ByteBuffer value) {
        sink.field(index, next++, value);
    }

    @Override
    public void multi(int count) {
        // the elements follow, one set() each; from the first again if a reply was cut off and the command replayed
        next = 0;
    }

    /** A value of another type concerns this key alone; any other error fails the whole read. */
    @Override
    public void setError(ByteBuffer error) {
        if (startsWith(error, WRONG_TYPE)) {
            sink.notAHash(index);
        } else {
            super.setError(error);
        }
    }

    private static boolean startsWith(ByteBuffer text, byte[] prefix) {
        if (text.remaining() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text.get(text.position() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
