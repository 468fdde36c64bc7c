package io.voxguard.store.row;

/** Schema of a row in one int: the view, and its version. */
public final class SchemaId {
    private SchemaId() {}

    /** @throws IllegalArgumentException when the view id is not in 1 to 2^23 - 1 or the version not in 1 to 255 */
    public static int of(int viewId, int version) {
        if (viewId < 1 || viewId >= 1 << 23) {
            throw new IllegalArgumentException("view id: expected 1 to 8388607, got " + viewId);
        }
        if (version < 1 || version > 255) {
            throw new IllegalArgumentException("view version: expected 1 to 255, got " + version);
        }
        return viewId << 8 | version;
    }

    public static int viewId(int schemaId) {
        return schemaId >>> 8;
    }

    static int version(int schemaId) {
        return schemaId & 0xff;
    }
}
