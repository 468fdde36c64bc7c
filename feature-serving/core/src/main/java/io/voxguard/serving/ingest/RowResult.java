package io.voxguard.serving.ingest;

import io.voxguard.store.EventWriteOutcome;

/** What became of a row in a view. */
public record RowResult(int row, String view, EventWriteOutcome outcome) {}
