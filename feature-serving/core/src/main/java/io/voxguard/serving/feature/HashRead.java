package io.voxguard.serving.feature;

import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.store.HashSink;
import io.voxguard.store.StoreOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hashes of one request for a group of views in Feast's layout. Used once. */
final class HashRead {
    private final ReadPlan.HashGroup group;
    private final FeatureRows rows;
    private final List<byte[]> keys;
    private final int[] rowOf;
    private final NearCache.Hits hits;
    /** By field of the hash, the slice that it belongs to. */
    private final int[] sliceOf;

    /** By slice, the cells that fields of the store are written to; replaced by others before they are judged where the store was too late. */
    private final HashCells[] written;

    private byte[] @Nullable [] kept = {};

    HashRead(ReadPlan.HashGroup group, EntityTable entities, FeatureRows rows, NearCache near) {
        this.group = group;
        this.rows = rows;
        this.keys = new ArrayList<>(entities.rows());
        this.rowOf = new int[entities.rows()];
        this.hits = near.hits(group.slices());
        this.sliceOf = group.sliceOf();
        this.written = current();
        ReadPlan.Slice first = group.first();
        List<EntityColumn> columns = entities.of(first);
        for (int row = 0; row < entities.rows(); row++) {
            byte[] key = first.keys().of(columns, row);
            if (key != null) {
                NearCache.Kept found = hits.find(first, key, row);
                if (found == null) {
                    rowOf[keys.size()] = row;
                    keys.add(key);
                } else {
                    fromCache(row, found);
                }
            }
        }
    }

    private HashCells[] current() {
        HashCells[] cells = new HashCells[group.slices().size()];
        for (int s = 0; s < cells.length; s++) {
            cells[s] = cells(group.slices().get(s));
        }
        return cells;
    }

    int size() {
        return keys.size();
    }

    List<byte[]> keys(int from, int to) {
        return from == 0 && to == keys.size() ? keys : keys.subList(from, to);
    }

    HashSink from(int start) {
        return new HashSink() {
            @Override
            public void field(int index, int field, @Nullable ByteBuffer value) {
                take(start + index, field, value);
            }

            @Override
            public void notAHash(int index) {
                for (HashCells cells : written) {
                    cells.outcome(rowOf[start + index], ViewOutcome.UNREADABLE);
                }
            }
        };
    }

    private void take(int index, int field, @Nullable ByteBuffer value) {
        if (group.first().cached()) {
            keep(index, field, value);
        }
        // into the cells that this read began with: a field that comes after the deadline is not to change an answer
        put(written[sliceOf[field]], rowOf[index], field, value);
    }

    private void put(HashCells cells, int row, int field, @Nullable ByteBuffer value) {
        int s = sliceOf[field];
        ReadPlan.Slice slice = group.slices().get(s);
        int feature = field - group.offsets()[s];
        if (feature == slice.read()) {
            cells.takeTime(row, value);
        } else {
            cells.take(row, feature, value);
        }
    }

    private void keep(int index, int field, @Nullable ByteBuffer value) {
        if (field == 0) {
            kept = new byte[group.fields().size()][];
        }
        kept[field] = value == null ? null : NearCache.copy(value);
        if (field == kept.length - 1) {
            hits.keep(group.first(), keys.get(index), new NearCache.Kept(null, kept));
        }
    }

    private void fromCache(int row, NearCache.Kept found) {
        byte @Nullable [] @Nullable [] fields = found.fields();
        for (int field = 0; fields != null && field < fields.length; field++) {
            byte[] value = fields[field];
            HashCells cells = cells(group.slices().get(sliceOf[field]));
            put(cells, row, field, value == null ? null : ByteBuffer.wrap(value));
        }
        cells(group.first()).origin(row, CellOrigin.CACHE);
    }

    void end(StoreOutcome outcome) {
        if (outcome == StoreOutcome.DONE) {
            return;
        }
        ViewOutcome why = ViewOutcome.undelivered(outcome);
        for (ReadPlan.Slice slice : group.slices()) {
            rows.undelivered(slice.number(), outcome);
            for (int i = 0; i < keys.size(); i++) {
                cells(slice).outcome(rowOf[i], why);
            }
        }
        hits.forEach(this::fromCache);
    }

    private HashCells cells(ReadPlan.Slice slice) {
        return (HashCells) rows.cells(slice.number());
    }
}
