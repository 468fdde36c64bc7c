package io.voxguard.serving.feature;

/** What there is of one feature in the row of an entity. */
public enum CellState {
    /** The row has no value for it: it was never written. */
    ABSENT,
    /** Known to have no value. */
    NULL,
    VALUE,
    /** A value, but one that is not a number, or not finite, where a number is meant, or has such a part. */
    NOT_FINITE,
    /** Bytes that are no value. */
    BROKEN
}
