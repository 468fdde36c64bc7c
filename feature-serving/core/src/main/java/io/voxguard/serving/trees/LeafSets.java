package io.voxguard.serving.trees;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scores a block of rows by QuickScorer's way (Lucchese et al., "QuickScorer: a fast algorithm to rank documents with additive ensembles of regression
 * trees", 2015): each row has the set of a tree's leaves that it may still reach; a node at which it goes right takes the leaves on its left away, in any
 * order of the nodes, and the first leaf that is left is the row's. All loops go over the rows, so that the compiler makes vector instructions of them.
 * A tree of more than 32 leaves has more sets. Immutable.
 */
final class LeafSets {
    static final int BLOCK = 256;

    /** Nodes of one pass over the rows. */
    private static final int TOGETHER = 4;

    private final OrderedTrees trees;
    private final float[] weights;
    /** First leaf of each tree in {@link #weights}. */
    private final int[] firstLeaf;
    /** First set of each tree; the sets of the last leaves come first. */
    private final int[] firstSet;
    /** First node of each set, and its first leaf within the tree. */
    private final int[] firstNode;

    private final int[] setLeaf;
    private final int[] slots;
    private final int[] thresholds;
    private final int[] masks;

    LeafSets(OrderedTrees trees) {
        this.trees = trees;
        int count = trees.leaves().length;
        this.weights = new float[Arrays.stream(trees.leaves()).sum()];
        this.firstLeaf = new int[count];
        this.firstSet = new int[count + 1];
        Sets sets = new Sets();
        int leaves = 0;
        for (int tree = 0; tree < count; tree++) {
            firstLeaf[tree] = leaves;
            List<Cut> cuts = new ArrayList<>();
            leaves = cuts(trees.nodes().roots()[tree], leaves, cuts);
            int size = leaves - firstLeaf[tree];
            for (int from = (size - 1) / 32 * 32; from >= 0; from -= 32) {
                sets.add(cuts, firstLeaf[tree] + from, from);
            }
            firstSet[tree + 1] = sets.leaf.size();
        }
        sets.node.add(sets.slot.size());
        this.firstNode = ints(sets.node);
        this.setLeaf = ints(sets.leaf);
        this.slots = ints(sets.slot);
        this.thresholds = ints(sets.threshold);
        this.masks = ints(sets.mask);
    }

    /** A node and the leaves to its left. */
    private record Cut(int node, int from, int to) {}

    private int cuts(int node, int leaf, List<Cut> cuts) {
        if (trees.isLeaf(node)) {
            weights[leaf] = trees.nodes().weight()[node];
            return leaf + 1;
        }
        int middle = cuts(trees.left()[node], leaf, cuts);
        cuts.add(new Cut(node, leaf, middle));
        return cuts(trees.right()[node], middle, cuts);
    }

    private final class Sets {
        final List<Integer> node = new ArrayList<>();
        final List<Integer> leaf = new ArrayList<>();
        final List<Integer> slot = new ArrayList<>();
        final List<Integer> threshold = new ArrayList<>();
        final List<Integer> mask = new ArrayList<>();

        /** Returns the set of the 32 leaves from the given one on. */
        void add(List<Cut> cuts, int first, int within) {
            node.add(slot.size());
            leaf.add(within);
            for (Cut cut : cuts) {
                int from = Math.max(0, cut.from() - first);
                int to = Math.min(32, cut.to() - first);
                if (from < to) {
                    long taken = (1L << to) - (1L << from);
                    put(trees.slot()[cut.node()], trees.threshold()[cut.node()], (int) ~taken);
                }
            }
            while (slot.size() == node.getLast() || slot.size() % TOGETHER != 0) {
                put(0, Integer.MAX_VALUE, -1);
            }
        }

        private void put(int ofSlot, int at, int keeps) {
            slot.add(ofSlot);
            threshold.add(at);
            mask.add(keeps);
        }
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the number of nodes that a row is compared with. */
    int size() {
        return slots.length;
    }

    /**
     * Writes the sums of the leaves, tree by tree.
     *
     * @param keys by slot and row
     * @param sets memory for the rows' sets
     * @param leaves memory for the rows' leaves
     */
    void sums(int[][] keys, int rows, int[] sets, int[] leaves, float[] sums, int at) {
        Arrays.fill(sums, at, at + rows, 0);
        for (int tree = 0; tree < firstLeaf.length; tree++) {
            if (firstSet[tree + 1] - firstSet[tree] == 1) {
                take(firstSet[tree], keys, rows, sets);
                add(firstLeaf[tree], rows, sets, sums, at);
            } else {
                for (int set = firstSet[tree]; set < firstSet[tree + 1]; set++) {
                    take(set, keys, rows, sets);
                    first(firstLeaf[tree] + setLeaf[set], rows, sets, leaves);
                }
                for (int row = 0; row < rows; row++) {
                    sums[at + row] += weights[leaves[row]];
                }
            }
        }
    }

    private void take(int set, int[][] keys, int rows, int[] sets) {
        Arrays.fill(sets, 0, rows, -1);
        for (int node = firstNode[set]; node < firstNode[set + 1]; node += TOGETHER) {
            together(node, keys, rows, sets);
        }
    }

    private void together(int node, int[][] keys, int rows, int[] sets) {
        int[] a = keys[slots[node]];
        int[] b = keys[slots[node + 1]];
        int[] c = keys[slots[node + 2]];
        int[] d = keys[slots[node + 3]];
        int thresholdA = thresholds[node];
        int thresholdB = thresholds[node + 1];
        int thresholdC = thresholds[node + 2];
        int thresholdD = thresholds[node + 3];
        int maskA = masks[node];
        int maskB = masks[node + 1];
        int maskC = masks[node + 2];
        int maskD = masks[node + 3];
        for (int row = 0; row < rows; row++) {
            sets[row] &= (maskA | ~(thresholdA - a[row] >> 31))
                    & (maskB | ~(thresholdB - b[row] >> 31))
                    & (maskC | ~(thresholdC - c[row] >> 31))
                    & (maskD | ~(thresholdD - d[row] >> 31));
        }
    }

    /** A set of earlier leaves comes later, and overrides the others if it is not empty. */
    private static void first(int leaf, int rows, int[] sets, int[] leaves) {
        for (int row = 0; row < rows; row++) {
            int set = sets[row];
            leaves[row] = set == 0 ? leaves[row] : leaf + Integer.numberOfTrailingZeros(set);
        }
    }

    private void add(int leaf, int rows, int[] sets, float[] sums, int at) {
        for (int row = 0; row < rows; row++) {
            sums[at + row] += weights[leaf + Integer.numberOfTrailingZeros(sets[row])];
        }
    }
}
