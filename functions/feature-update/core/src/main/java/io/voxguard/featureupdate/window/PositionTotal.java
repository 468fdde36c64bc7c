package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Position;
import io.voxguard.featureupdate.definition.PositionSums;

/** Running sums over the positions of a tile's events. */
final class PositionTotal {
    private PositionSums sums = PositionSums.EMPTY;

    void add(Position position) {
        add(new PositionSums(1, position.x(), position.y(), position.z(), position.excess()));
    }

    void add(PositionSums more) {
        if (more.count() > 0) {
            sums = new PositionSums(
                    sums.count() + more.count(),
                    sums.x() + more.x(),
                    sums.y() + more.y(),
                    sums.z() + more.z(),
                    sums.excess() + more.excess());
        }
    }

    PositionSums sums() {
        return sums;
    }
}
