package io.voxguard.serving.trees;

import org.jspecify.annotations.Nullable;

/**
 * An ensemble in layouts of its own: rows one at a time by {@link TreeWalk}, or in blocks by {@link LeafSets} where there are enough of them. Leaves are added
 * in single precision, tree by tree, as ONNX Runtime adds them. Immutable.
 */
public final class CompiledTrees {
    /** Number of rows from which a block is faster, where the compiler makes vector instructions of its loops. */
    private static final int BLOCK_FROM = 40;

    /** Trees with more nodes than this, on average, are walked: the walk takes their depth, the sets all their nodes. */
    private static final int LARGE_TREES = 256;

    private final FeatureKeys keys;
    private final TreeWalk walk;
    /** Null where rows are always walked. */
    private final @Nullable LeafSets sets;

    private final int width;
    private final float base;
    private final Link link;

    private CompiledTrees(OrderedTrees trees, int width, Link link) {
        this.keys = trees.keys();
        this.walk = new TreeWalk(trees);
        this.width = width;
        LeafSets blocks = isVectorized() ? new LeafSets(trees) : null;
        this.sets = blocks != null && blocks.size() / trees.leaves().length <= LARGE_TREES ? blocks : null;
        this.base = trees.nodes().base();
        this.link = link;
    }

    /** Returns false in a native executable, whose compiler leaves loops as they are: a block takes several times as long there as the walk of its rows. */
    private static boolean isVectorized() {
        return !"runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }

    /**
     * @param width number of inputs of a row
     * @throws UnsuitableTrees naming the part that cannot be compiled
     */
    public static CompiledTrees of(TreeNodes trees, int width, Link link) throws UnsuitableTrees {
        return new CompiledTrees(OrderedTrees.of(trees, width), width, link);
    }

    /** Memory of a scorer, for reuse by one thread at a time. */
    public final class Scratch {
        private final int[] row = new int[Math.max(1, keys.slots())];
        private int[][] block = {};
        private int[] leafSets = {};
        private int[] leaves = {};

        /**
         * Writes the scores of the first rows.
         *
         * @param inputs row after row
         */
        public void score(float[] inputs, int rows, float[] scores) {
            if (sets != null && rows >= BLOCK_FROM) {
                blocks(sets, inputs, rows, scores);
            } else {
                singly(inputs, rows, scores);
            }
        }

        /** Writes the scores of the first rows, each computed by itself. */
        public void singly(float[] inputs, int rows, float[] scores) {
            for (int i = 0; i < rows; i++) {
                keys.ofRow(inputs, i * width, row);
                scores[i] = link.of(walk.sum(row) + base);
            }
        }

        private void blocks(LeafSets sets, float[] inputs, int rows, float[] scores) {
            if (block.length == 0) {
                block = new int[Math.max(1, keys.slots())][LeafSets.BLOCK];
                leafSets = new int[LeafSets.BLOCK];
                leaves = new int[LeafSets.BLOCK];
            }
            for (int from = 0; from < rows; from += LeafSets.BLOCK) {
                int count = Math.min(LeafSets.BLOCK, rows - from);
                keys.ofRows(inputs, from * width, width, count, block);
                sets.sums(block, count, leafSets, leaves, scores, from);
            }
            for (int i = 0; i < rows; i++) {
                scores[i] = link.of(scores[i] + base);
            }
        }
    }
}
