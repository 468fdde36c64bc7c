package io.voxguard.serving.trees;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns inputs into integers that compare with a feature's thresholds as the floats do, and whose difference never overflows: its sign is the comparison.
 * A float's bits are put in order, what is beyond the outermost thresholds is cut off, and the widest gap between two thresholds is left out. A feature has one slot, or two where its nodes disagree about which way a NaN goes. Immutable.
 */
final class FeatureKeys {
    /** Ranges of keys per slot in {@link #bounds}: from and to below the widest gap, from and to above it; each ends one past the last threshold. */
    private static final int BOUNDS = 4;

    private final int[] feature;
    private final int[] bounds;
    private final int[] nan;

    /** @param nanLeft whether NaN counts as at most any threshold */
    record Slot(int feature, boolean nanLeft) {
        // a key that is looked up for each node: a record's own methods are interpreted in a native executable

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Slot slot && feature == slot.feature && nanLeft == slot.nanLeft;
        }

        @Override
        public int hashCode() {
            return 31 * feature + Boolean.hashCode(nanLeft);
        }
    }

    /** Gathers the thresholds, each as the largest key that is not above it. */
    static final class Gathering {
        private final Map<Slot, Integer> slots = new LinkedHashMap<>();
        private final Map<Integer, TreeSet<Integer>> thresholds = new TreeMap<>();

        /** Returns the number of the slot. */
        int add(Slot slot, int threshold) {
            int number = slots.computeIfAbsent(slot, one -> slots.size());
            thresholds.computeIfAbsent(number, one -> new TreeSet<>()).add(threshold);
            return number;
        }

        FeatureKeys keys() throws UnsuitableTrees {
            return new FeatureKeys(this);
        }
    }

    private FeatureKeys(Gathering gathered) throws UnsuitableTrees {
        int count = gathered.slots.size();
        this.feature = new int[count];
        this.bounds = new int[BOUNDS * count];
        this.nan = new int[count];
        int number = 0;
        for (Slot slot : gathered.slots.keySet()) {
            feature[number] = slot.feature();
            TreeSet<Integer> all = gathered.thresholds.getOrDefault(number, new TreeSet<>());
            int beyond = beyondWidestGap(all);
            bound(BOUNDS * number, all.headSet(beyond));
            bound(BOUNDS * number + 2, all.tailSet(beyond));
            long above = above(number);
            if (above > Integer.MAX_VALUE) {
                throw new UnsuitableTrees("feature " + slot.feature()
                        + ": thresholds of both signs, from very small to very large, are too far apart");
            }
            nan[number] = slot.nanLeft() ? 0 : (int) above;
            number++;
        }
    }

    private static int beyondWidestGap(SortedSet<Integer> keys) {
        long widest = 0;
        int beyond = Integer.MAX_VALUE;
        int before = keys.isEmpty() ? 0 : keys.first();
        for (int key : keys) {
            if ((long) key - before > widest) {
                widest = (long) key - before;
                beyond = key;
            }
            before = key;
        }
        return beyond;
    }

    private void bound(int at, SortedSet<Integer> keys) {
        if (!keys.isEmpty()) {
            bounds[at] = keys.first();
            bounds[at + 1] = keys.last() + 1;
        }
    }

    /** Returns a key above every threshold of the slot. */
    private long above(int slot) {
        int at = BOUNDS * slot;
        return (long) bounds[at + 1] - bounds[at] + bounds[at + 3] - bounds[at + 2];
    }

    /** Returns the position of a float among all floats; both zeros have the same. */
    static int order(float value) {
        int bits = Float.floatToRawIntBits(value + 0.0f);
        return bits ^ (bits >> 31 >>> 1);
    }

    int slots() {
        return feature.length;
    }

    /** Returns the key of a threshold in its slot. */
    int threshold(int slot, int order) {
        return cut(order, BOUNDS * slot);
    }

    private int cut(int order, int at) {
        int below = Math.min(Math.max(order, bounds[at]), bounds[at + 1]) - bounds[at];
        int above = Math.min(Math.max(order, bounds[at + 2]), bounds[at + 3]) - bounds[at + 2];
        return below + above;
    }

    /** Writes one key a slot, of the row that begins there. */
    void ofRow(float[] inputs, int from, int[] keys) {
        for (int slot = 0; slot < feature.length; slot++) {
            float value = inputs[from + feature[slot]];
            keys[slot] = Float.isNaN(value) ? nan[slot] : cut(order(value), BOUNDS * slot);
        }
    }

    /** Writes the keys of that many rows, slot by slot. */
    void ofRows(float[] inputs, int from, int width, int rows, int[][] keys) {
        for (int slot = 0; slot < feature.length; slot++) {
            int[] into = keys[slot];
            int at = from + feature[slot];
            int lowest = bounds[BOUNDS * slot];
            int gapFrom = bounds[BOUNDS * slot + 1];
            int gapTo = bounds[BOUNDS * slot + 2];
            int highest = bounds[BOUNDS * slot + 3];
            int none = nan[slot];
            for (int row = 0; row < rows; row++) {
                float value = inputs[at + row * width];
                int order = order(value);
                int below = Math.min(Math.max(order, lowest), gapFrom) - lowest;
                int above = Math.min(Math.max(order, gapTo), highest) - gapTo;
                into[row] = Float.isNaN(value) ? none : below + above;
            }
        }
    }
}
