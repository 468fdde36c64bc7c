package io.voxguard.serving.feature;

import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.store.RowSink;
import io.voxguard.store.StoreOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The packed rows of one request: the keys that the store is asked for, and where each row goes. Used once. */
final class PackedRead implements RowSink {
    private final List<ReadPlan.Slice> slices;
    private final FeatureRows rows;
    private final List<byte[]> keys;
    /** By key, which row of which slice it is for: {@code row * slices + slice}. */
    private final int[] cells;

    private final NearCache.Hits hits;
    /** By slice, the cells that rows of the store are written to; replaced by others before they are judged where the store was too late. */
    private final PackedCells[] written;

    PackedRead(List<ReadPlan.Slice> slices, EntityTable entities, FeatureRows rows, NearCache near) {
        this.slices = slices;
        this.rows = rows;
        int all = slices.size() * entities.rows();
        this.keys = new ArrayList<>(all);
        this.cells = new int[all];
        this.hits = near.hits(slices);
        this.written = new PackedCells[slices.size()];
        for (int s = 0; s < written.length; s++) {
            written[s] = cells(slices.get(s));
        }
        for (int s = 0; s < slices.size(); s++) {
            ReadPlan.Slice slice = slices.get(s);
            List<EntityColumn> columns = entities.of(slice);
            for (int row = 0; row < entities.rows(); row++) {
                byte[] key = slice.keys().of(columns, row);
                if (key != null) {
                    int cell = row * slices.size() + s;
                    NearCache.Kept kept = hits.find(slice, key, cell);
                    if (kept == null) {
                        cells[keys.size()] = cell;
                        keys.add(key);
                    } else {
                        fromCache(cell, kept);
                    }
                }
            }
        }
    }

    int size() {
        return keys.size();
    }

    List<byte[]> keys(int from, int to) {
        return from == 0 && to == keys.size() ? keys : keys.subList(from, to);
    }

    /** Returns where rows go whose keys are those from a position on. */
    RowSink from(int start) {
        return start == 0 ? this : (index, value) -> row(start + index, value);
    }

    @Override
    public void row(int index, @Nullable ByteBuffer value) {
        int cell = cells[index];
        ReadPlan.Slice slice = slices.get(cell % slices.size());
        if (slice.cached()) {
            byte[] copy = value == null ? null : NearCache.copy(value);
            hits.keep(slice, keys.get(index), new NearCache.Kept(copy, null));
        }
        if (value != null) {
            // the cells that this read began with: a row that comes after the deadline is not to change an answer
            written[cell % slices.size()].take(cell / slices.size(), value);
        }
    }

    private void fromCache(int cell, NearCache.Kept kept) {
        PackedCells into = cells(slices.get(cell % slices.size()));
        byte[] row = kept.row();
        if (row != null) {
            into.take(cell / slices.size(), ByteBuffer.wrap(row));
        }
        into.origin(cell / slices.size(), CellOrigin.CACHE);
    }

    void end(StoreOutcome outcome) {
        if (outcome == StoreOutcome.DONE) {
            return;
        }
        slices.forEach(slice -> rows.undelivered(slice.number(), outcome));
        ViewOutcome why = ViewOutcome.undelivered(outcome);
        for (int i = 0; i < keys.size(); i++) {
            cells(slices.get(cells[i] % slices.size())).outcome(cells[i] / slices.size(), why);
        }
        hits.forEach(this::fromCache);
    }

    private PackedCells cells(ReadPlan.Slice slice) {
        return (PackedCells) rows.cells(slice.number());
    }
}
