package io.voxguard.featureupdate.definition;

/** Place of an aggregate among those of an entity, known once all expressions have been read. */
final class Slot {
    private final Aggregate aggregate;
    private int index = -1;

    Slot(Aggregate aggregate) {
        this.aggregate = aggregate;
    }

    Aggregate aggregate() {
        return aggregate;
    }

    int index() {
        return index;
    }

    void place(int place) {
        index = place;
    }
}
