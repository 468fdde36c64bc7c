package io.voxguard.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes the fields of hashes as they arrive: hash by hash, field by field. */
public interface HashSink {
    /**
     * @param index position of the hash's key in the request
     * @param field position of the field in {@link HashFields}
     * @param value the bytes, valid during this call only; null where the hash has no such field, or does not exist
     */
    void field(int index, int field, @Nullable ByteBuffer value);

    /** What is at the key is no hash. */
    void notAHash(int index);
}
