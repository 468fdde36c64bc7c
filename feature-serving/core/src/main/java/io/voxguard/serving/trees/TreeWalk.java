package io.voxguard.serving.trees;

/**
 * Scores one row: eight trees are walked side by side, a step at a time, without a branch that depends on the row. The children of a node lie beside each
 * other, and a leaf is its own left child: the walk takes as many steps as the deepest of the eight has. Immutable.
 */
final class TreeWalk {
    private static final int SIDE_BY_SIDE = 8;
    private static final int SLOT_SHIFT = 20;
    private static final int CHILD = (1 << SLOT_SHIFT) - 1;

    private final OrderedTrees trees;
    /** Threshold in the upper half; slot and left child in the lower. */
    private final long[] nodes;

    private final float[] weights;
    private final int[] roots;
    /** For each eight trees. */
    private final int[] steps;

    private int used;

    TreeWalk(OrderedTrees trees) {
        this.trees = trees;
        int count = trees.leaves().length;
        int eights = (count + SIDE_BY_SIDE - 1) / SIDE_BY_SIDE;
        this.roots = new int[eights * SIDE_BY_SIDE];
        this.steps = new int[eights];
        int size = trees.slot().length + SIDE_BY_SIDE;
        this.nodes = new long[size];
        this.weights = new float[size];
        for (int tree = 0; tree < roots.length; tree++) {
            roots[tree] = used++;
            if (tree < count) {
                steps[tree / SIDE_BY_SIDE] = Math.max(steps[tree / SIDE_BY_SIDE], trees.depths()[tree]);
                place(trees.nodes().roots()[tree], roots[tree]);
            } else {
                leaf(roots[tree], 0); // makes the eight full
            }
        }
    }

    private void place(int from, int to) {
        if (trees.isLeaf(from)) {
            leaf(to, trees.nodes().weight()[from]);
            return;
        }
        int child = used;
        used += 2;
        nodes[to] = (long) trees.threshold()[from] << 32 | (long) trees.slot()[from] << SLOT_SHIFT | child;
        place(trees.left()[from], child);
        place(trees.right()[from], child + 1);
    }

    private void leaf(int to, float weight) {
        nodes[to] = (long) Integer.MAX_VALUE << 32 | to;
        weights[to] = weight;
    }

    /** Returns the sum of the leaves, added tree by tree. */
    float sum(int[] keys) {
        float sum = 0;
        for (int eight = 0; eight < steps.length; eight++) {
            int tree = eight * SIDE_BY_SIDE;
            int a = roots[tree];
            int b = roots[tree + 1];
            int c = roots[tree + 2];
            int d = roots[tree + 3];
            int e = roots[tree + 4];
            int f = roots[tree + 5];
            int g = roots[tree + 6];
            int h = roots[tree + 7];
            for (int step = steps[eight]; step > 0; step--) {
                // written out: an executable calls a method that a JVM inlines
                long node = nodes[a];
                a = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[b];
                b = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[c];
                c = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[d];
                d = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[e];
                e = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[f];
                f = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[g];
                g = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
                node = nodes[h];
                h = (CHILD & (int) node) + ((int) (node >> 32) - keys[(int) node >>> SLOT_SHIFT] >>> 31);
            }
            // one after the other, as ONNX Runtime adds them
            sum += weights[a];
            sum += weights[b];
            sum += weights[c];
            sum += weights[d];
            sum += weights[e];
            sum += weights[f];
            sum += weights[g];
            sum += weights[h];
        }
        return sum;
    }
}
