package io.voxguard.service.http.features;

import io.voxguard.serving.feature.ViewCells;

/**
 * The event times of a view's rows as they are written in every column of the view.
 *
 * @param bytes one behind the other
 * @param ends where each ends
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record EventTimesJson(byte[] bytes, int[] ends) {
    static EventTimesJson of(ViewCells cells, int rows) {
        byte[] bytes = new byte[rows * TimestampJson.MOST_BYTES];
        int[] ends = new int[rows];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            at = TimestampJson.write(bytes, at, cells.eventSeconds(row), cells.eventNanos(row));
            ends[row] = at;
        }
        return new EventTimesJson(bytes, ends);
    }
}
