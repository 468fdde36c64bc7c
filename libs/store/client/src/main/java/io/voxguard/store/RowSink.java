package io.voxguard.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receiver of the values of a read as they arrive. */
@FunctionalInterface
public interface RowSink {
    /**
     * @param index position of the key in the request
     * @param value valid during this call only; null if the key does not exist
     */
    void row(int index, @Nullable ByteBuffer value);
}
