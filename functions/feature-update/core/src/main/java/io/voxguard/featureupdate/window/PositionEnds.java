package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.TimedPosition;
import java.util.List;

/** Earliest and latest position of a tile's events: the smallest and the largest in their order, so that they depend on the set of events alone. A tile with more than one has two. */
final class PositionEnds {
    /** Most positions that are kept. */
    static final int MAX = 2;

    /** Empty, or one position while there is one event, else two, which may be equal. */
    private List<TimedPosition> ends = List.of();

    void add(TimedPosition position) {
        if (ends.isEmpty()) {
            ends = List.of(position);
            return;
        }
        TimedPosition first = ends.getFirst();
        TimedPosition last = ends.getLast();
        ends = List.of(
                position.compareTo(first) < 0 ? position : first, position.compareTo(last) > 0 ? position : last);
    }

    /** Returns the ends in their order: at most two. */
    List<TimedPosition> ends() {
        return ends;
    }
}
