package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;

/** Aggregates of the events of one stretch of time, in the order of a {@link WindowLayout}. */
final class Tile {
    private static final int SUMS_BYTES = 80;
    private static final int ENDS_BYTES = 180;

    final long index;
    final long[] numbers;
    final DistinctValues[] distincts;
    final Occurrences[] occurrences;
    final PositionTotal[] positionSums;
    final PositionEnds[] positionEnds;

    Tile(long index, WindowLayout layout) {
        this.index = index;
        this.numbers = new long[layout.numbers.length];
        this.distincts = new DistinctValues[layout.distincts.length];
        this.occurrences = new Occurrences[layout.occurrences.length];
        this.positionSums = new PositionTotal[layout.positionSums.length];
        this.positionEnds = new PositionEnds[layout.positionEnds.length];
        for (int i = 0; i < distincts.length; i++) {
            distincts[i] = new DistinctValues();
        }
        for (int i = 0; i < occurrences.length; i++) {
            occurrences[i] = new Occurrences();
        }
        for (int i = 0; i < positionSums.length; i++) {
            positionSums[i] = new PositionTotal();
        }
        for (int i = 0; i < positionEnds.length; i++) {
            positionEnds[i] = new PositionEnds();
        }
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = layout.isTime[i] ? Measured.NO_TIME : 0;
        }
    }

    /** Returns about how many bytes of memory this takes. */
    int heapBytes() {
        int sum = 96 + Long.BYTES * numbers.length;
        for (DistinctValues values : distincts) {
            sum += values.heapBytes();
        }
        for (Occurrences counts : occurrences) {
            sum += counts.heapBytes();
        }
        return sum + SUMS_BYTES * positionSums.length + ENDS_BYTES * positionEnds.length;
    }
}
