package io.voxguard.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes the values of a read as they arrive. */
@FunctionalInterface
public interface RowSink {
    /**
     * @param index position of the key in the request
     * @param value the bytes at the key, valid during this call only; null where the key does not exist
     */
    void row(int index, @Nullable ByteBuffer value);
}
