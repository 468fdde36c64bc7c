package io.voxguard.store;

import java.nio.charset.StandardCharsets;

/**
 * Keys of the rows of one view: {@code fv:{<entity>}:<view>}. The braces make all views of one entity share a slot.
 * Immutable and thread-safe.
 */
public final class FeatureKeys {
    private static final byte[] PREFIX = "fv:{".getBytes(StandardCharsets.US_ASCII);
    private final byte[] suffix;

    public FeatureKeys(String view) {
        this.suffix = ("}:" + view).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the key of an entity's row, in UTF-8. */
    public byte[] of(String entity) {
        byte[] name = entity.getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[PREFIX.length + name.length + suffix.length];
        System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
        System.arraycopy(name, 0, key, PREFIX.length, name.length);
        System.arraycopy(suffix, 0, key, PREFIX.length + name.length, suffix.length);
        return key;
    }
}
