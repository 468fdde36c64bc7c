package io.voxguard.serving.feature;

import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.serving.entity.StoreKeys;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.HashFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which features of which views are read for which entities: everything that is the same for all requests of a kind, worked out once. Views of one
 * entity in Feast's layout share its hash, and so one HMGET. Immutable and thread-safe.
 */
public final class ReadPlan {
    private final List<Slice> slices = new ArrayList<>();
    private final List<FeatureView> views;
    private final List<String> columns;
    private final List<JoinKey> keys = new ArrayList<>();
    private final List<Slice> packed = new ArrayList<>();
    private final List<HashGroup> hashes = new ArrayList<>();
    private final Set<Kind> counted;

    /**
     * What is read of one view.
     *
     * @param features positions in the view
     * @param columns by join key of the view, the name of the column with its values
     */
    @SuppressWarnings("ArrayRecordComponent") // made once per plan, compared by nobody
    public record Selection(FeatureView view, int[] features, List<String> columns) {
        /** All features of a view. */
        public static Selection all(FeatureView view, List<String> columns) {
            int[] all = new int[view.features().size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return new Selection(view, all, columns);
        }
    }

    /**
     * One selection, with its place in the plan.
     *
     * @param packed null for a view in Feast's layout
     */
    @SuppressWarnings("ArrayRecordComponent") // made once per plan, compared by nobody
    record Slice(
            int number,
            FeatureView view,
            int[] features,
            StoreKeys keys,
            int[] columns,
            boolean cached,
            @Nullable CellsPool packed) {
        /** How many features are read: all of a view whose rows are kept near. */
        int read() {
            return cached ? view.features().size() : features.length;
        }

        ViewCells cells(int rows) {
            if (packed != null) {
                return packed.take(rows);
            }
            return new HashCells(
                    cached ? features : IntStream.range(0, features.length).toArray(), read(), rows);
        }

        /** Takes back cells that nobody reads or writes any more. */
        void giveBack(ViewCells cells) {
            if (packed != null && cells instanceof PackedCells free) {
                packed.giveBack(free);
            }
        }
    }

    /**
     * Slices that lie in one hash per entity.
     *
     * @param offsets where each slice's fields start; its event time is the last of them
     * @param sliceOf by field, the slice that it belongs to
     */
    @SuppressWarnings("ArrayRecordComponent") // made once per plan, compared by nobody
    record HashGroup(List<Slice> slices, HashFields fields, int[] offsets, int[] sliceOf) {
        Slice first() {
            return slices.get(0);
        }

        private static int[] sliceOf(int fields, int[] offsets) {
            int[] sliceOf = new int[fields];
            for (int field = 0, slice = -1; field < sliceOf.length; field++) {
                if (slice + 1 < offsets.length && offsets[slice + 1] == field) {
                    slice++;
                }
                sliceOf[field] = slice;
            }
            return sliceOf;
        }
    }

    private record HashOf(Layout.FeastHash layout, List<JoinKey> keys, List<String> columns) {}

    /** @param cached whether rows of a view are kept near: it is then read whole, so that any request can use them */
    ReadPlan(List<Selection> selections, Predicate<FeatureView> cached) {
        this(selections, cached, Set.of());
    }

    /**
     * @param cached whether rows of a view are kept near: it is then read whole, so that any request can use them
     * @param counted kinds of parties whose calls in progress are counted
     */
    ReadPlan(List<Selection> selections, Predicate<FeatureView> cached, Set<Kind> counted) {
        this.counted = Set.copyOf(counted);
        this.views = selections.stream().map(Selection::view).toList();
        Map<String, JoinKey> byColumn = new LinkedHashMap<>();
        for (Selection selection : selections) {
            for (int i = 0; i < selection.columns().size(); i++) {
                byColumn.putIfAbsent(
                        selection.columns().get(i), selection.view().joinKeys().get(i));
            }
        }
        this.columns = List.copyOf(byColumn.keySet());
        this.keys.addAll(byColumn.values());
        Map<Object, List<Slice>> groups = new LinkedHashMap<>();
        for (Selection selection : selections) {
            Slice slice = slice(selection, cached.test(selection.view()));
            slices.add(slice);
            switch (selection.view().layout()) {
                case Layout.Packed row -> packed.add(slice);
                case Layout.FeastHash hash ->
                    groups.computeIfAbsent(group(slice, hash, selection), key -> new ArrayList<>())
                            .add(slice);
            }
        }
        groups.values().forEach(group -> hashes.add(group(group)));
    }

    private Slice slice(Selection selection, boolean cached) {
        int[] at = selection.columns().stream().mapToInt(columns::indexOf).toArray();
        FeatureView view = selection.view();
        CellsPool packed = view.layout() instanceof Layout.Packed ? new CellsPool(view, selection.features()) : null;
        return new Slice(slices.size(), view, selection.features(), StoreKeys.of(view), at, cached, packed);
    }

    private static Object group(Slice slice, Layout.FeastHash layout, Selection selection) {
        return slice.cached
                ? slice
                : new HashOf(
                        new Layout.FeastHash(layout.project(), "", layout.keySerialization()),
                        slice.view.joinKeys(),
                        selection.columns());
    }

    private static HashGroup group(List<Slice> slices) {
        List<byte[]> fields = new ArrayList<>();
        int[] offsets = new int[slices.size()];
        for (int s = 0; s < offsets.length; s++) {
            offsets[s] = fields.size();
            Slice slice = slices.get(s);
            String stored = ((Layout.FeastHash) slice.view.layout()).storedName();
            if (slice.cached) {
                slice.view.features().forEach(feature -> fields.add(FeastFields.feature(stored, feature.name())));
            } else {
                for (int feature : slice.features) {
                    fields.add(FeastFields.feature(
                            stored, slice.view.features().get(feature).name()));
                }
            }
            fields.add(FeastFields.eventTime(stored));
        }
        return new HashGroup(
                List.copyOf(slices), new HashFields(fields), offsets, HashGroup.sliceOf(fields.size(), offsets));
    }

    /** The columns of entity values that a read needs, in the order in which it takes them. */
    public List<String> columns() {
        return columns;
    }

    /** The views, in the order of the selections. */
    public List<FeatureView> views() {
        return views;
    }

    /** A join key that a column has the values of. */
    public JoinKey key(int column) {
        return keys.get(column);
    }

    /** The kinds of parties whose calls in progress are counted. */
    Set<Kind> counted() {
        return counted;
    }

    int size() {
        return slices.size();
    }

    Slice slice(int number) {
        return slices.get(number);
    }

    List<Slice> packed() {
        return packed;
    }

    List<HashGroup> hashes() {
        return hashes;
    }
}
