package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.util.Arrays;

/** Reads a flat list of integers, without an object for each. */
final class IntegersOutput extends CommandOutput<byte[], byte[], long[]> {
    private int next;

    /** @param size of the list that is expected */
    IntegersOutput(int size) {
        super(ByteArrayCodec.INSTANCE, new long[size]);
    }

    @Override
    public void set(long integer) {
        if (next == output.length) {
            output = Arrays.copyOf(output, 2 * next);
        }
        output[next++] = integer;
    }

    @Override
    public void multi(int count) {
        next = 0;
    }
}
