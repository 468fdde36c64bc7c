package io.voxguard.store.row;

/** Tags and sizes of the fields of {@code row.proto}. */
final class RowWire {
    static final int SCHEMA_ID_TAG = 1 << 3 | 5;
    static final int EVENT_TIME_TAG = 2 << 3 | 1;
    static final int NULLS_TAG = 3 << 3 | 2;
    static final int VALUES_TAG = 4 << 3 | 2;

    private RowWire() {}

    static int varintSize(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }
}
