package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.Arrays;

/** Aggregates of the events of one stretch of time, in the order of a {@link WindowLayout}. */
final class Tile {
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
        Arrays.setAll(distincts, i -> new DistinctValues());
        Arrays.setAll(occurrences, i -> new Occurrences());
        Arrays.setAll(positionSums, i -> new PositionTotal());
        Arrays.setAll(positionEnds, i -> new PositionEnds());
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = layout.isTime[i] ? Measured.NO_TIME : 0;
        }
    }
}
