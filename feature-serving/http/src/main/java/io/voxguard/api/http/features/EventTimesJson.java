package io.voxguard.api.http.features;

import io.voxguard.serving.feature.ViewCells;

/**
 * The event times of a view's rows as they are written in every column of the view.
 *
 * @param bytes one behind the other
 * @param ends the end of each
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EventTimesJson(byte[] bytes, int[] ends) {
    /** @param micros true to round nanoseconds as Feast's server does */
    static EventTimesJson of(ViewCells cells, int rows, boolean micros) {
        byte[] bytes = new byte[rows * TimestampJson.MOST_BYTES];
        int[] ends = new int[rows];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            long seconds = cells.eventSeconds(row);
            int nanos = cells.eventNanos(row);
            if (micros && nanos % 1000 != 0) {
                // through a double, half to even, as Python's datetime.fromtimestamp
                double time = seconds + nanos / 1e9;
                long whole = (long) time;
                long micro = (long) Math.rint((time - whole) * 1e6);
                seconds = whole + Math.floorDiv(micro, 1_000_000L);
                nanos = (int) Math.floorMod(micro, 1_000_000L) * 1000;
            }
            at = TimestampJson.write(bytes, at, seconds, nanos);
            ends[row] = at;
        }
        return new EventTimesJson(bytes, ends);
    }
}
