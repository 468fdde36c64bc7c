package io.voxguard.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receiver of the fields of hashes as they arrive: hash by hash, field by field. */
public interface HashSink {
    /**
     * @param index position of the hash's key in the request
     * @param field position of the field in {@link HashFields}
     * @param value valid during this call only; null if the hash has no such field, or does not exist
     */
    void field(int index, int field, @Nullable ByteBuffer value);

    /** Called if the value at the key is not a hash. */
    void notAHash(int index);
}
