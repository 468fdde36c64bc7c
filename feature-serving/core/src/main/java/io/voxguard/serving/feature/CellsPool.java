package io.voxguard.serving.feature;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Cells for the rows of one packed view, used again by one request after the other. Thread-safe. */
final class CellsPool {
    /** Powers of two of rows, up to 1,024: larger requests have cells of their own. */
    private static final int SIZES = 11;

    private static final int MOST_ROWS_KEPT = 1 << 14;

    private final int viewId;
    private final int[] features;
    private final ValueType[] types;
    private final List<ConcurrentLinkedDeque<PackedCells>> idle = new ArrayList<>(SIZES);
    private final AtomicInteger rowsKept = new AtomicInteger();

    CellsPool(FeatureView view, int[] features) {
        this.viewId = view.packed().id();
        this.features = features;
        this.types = new ValueType[features.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = view.features().get(features[i]).type();
        }
        for (int size = 0; size < SIZES; size++) {
            idle.add(new ConcurrentLinkedDeque<>());
        }
    }

    /** Empty cells with room for that many rows. */
    PackedCells take(int rows) {
        int size = size(rows);
        if (size >= SIZES) {
            return new PackedCells(viewId, features, types, rows);
        }
        PackedCells cells = idle.get(size).pollFirst();
        if (cells == null) {
            return new PackedCells(viewId, features, types, 1 << size);
        }
        rowsKept.addAndGet(-cells.room());
        return cells.again(rows);
    }

    /** Takes back what nobody reads or writes any more. */
    void giveBack(PackedCells cells) {
        int size = size(cells.room());
        if (size < SIZES && rowsKept.get() < MOST_ROWS_KEPT) {
            rowsKept.addAndGet(cells.room());
            idle.get(size).offerFirst(cells);
        }
    }

    /** The least power of two that is enough. */
    private static int size(int rows) {
        return rows <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(rows - 1);
    }
}
