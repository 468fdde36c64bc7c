package io.voxguard.demo.features;

import io.voxguard.demo.records.CallRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one entity, and the rows that follow from it. Not thread-safe. */
interface EntityState {
    long MINUTE = 60_000;
    long HOUR = 60 * MINUTE;
    long DAY = 24 * HOUR;
    long SHORT_S = 10;

    void started(CallRecord call);

    void ended(CallRecord call, long time);

    /** The features of a view as of the last event, in the view's order; null where a feature has no value. */
    List<@Nullable Double> row(String view);

    /** When the last event was, in Unix milliseconds. */
    long updatedAt();
}
