package io.voxguard.serving.retrieval;

import io.voxguard.serving.feature.CellState;
import io.voxguard.serving.feature.ViewOutcome;

/** Status of a feature's value for an entity: {@code feast.serving.FieldStatus}. */
public enum FeatureStatus {
    /** There are bytes, but not of a value that can be shown: broken, not finite, or of a time to come. */
    INVALID,
    PRESENT,
    /** Known to have no value. */
    NULL_VALUE,
    /** Never written: the entity is not known, or not with this feature. */
    NOT_FOUND,
    /** Older than the view's TTL. The value is there all the same. */
    OUTSIDE_MAX_AGE;

    /** Returns the status of a cell in a row. */
    public static FeatureStatus of(ViewOutcome row, CellState cell) {
        return switch (row) {
            case PRESENT -> ofCell(cell);
            case STALE -> cell == CellState.VALUE || cell == CellState.NULL ? OUTSIDE_MAX_AGE : ofCell(cell);
            case FUTURE -> cell == CellState.ABSENT ? NOT_FOUND : INVALID;
            case UNREADABLE, UNKNOWN_SCHEMA -> INVALID;
            case MISSING, TIMED_OUT, UNAVAILABLE, OVERLOADED -> NOT_FOUND;
        };
    }

    private static FeatureStatus ofCell(CellState cell) {
        return switch (cell) {
            case ABSENT -> NOT_FOUND;
            case NULL -> NULL_VALUE;
            case VALUE -> PRESENT;
            case NOT_FINITE, BROKEN -> INVALID;
        };
    }
}
