package io.voxguard.serving.trees;

/**
 * The trees with every test turned into one: a row goes right where its key is above the node's threshold, else left. Checked: each node is reached once.
 *
 * @param nodes that the roots, leaves and weights belong to
 * @param slot of each node's key; -1 for a leaf
 * @param leaves number of leaves of each tree
 * @param depths longest path of each tree
 */
record OrderedTrees(
        TreeNodes nodes,
        FeatureKeys keys,
        int[] slot,
        int[] threshold,
        int[] left,
        int[] right,
        int[] leaves,
        int[] depths) {
    /** Largest number of nodes: numbers of nodes and slots are packed into one long. */
    static final int MAX_NODES = 1 << 20;

    static final int MAX_SLOTS = 1 << 10;
    static final int MAX_DEPTH = 64;

    boolean isLeaf(int node) {
        return slot[node] < 0;
    }

    static OrderedTrees of(TreeNodes nodes, int width) throws UnsuitableTrees {
        return new Ordering(nodes, width).ordered();
    }

    private static final class Ordering {
        private final TreeNodes nodes;
        private final int width;
        private final boolean[] reached;
        private final int[] slot;
        private final int[] threshold;
        private final int[] left;
        private final int[] right;
        private final int[] leaves;
        private final int[] depths;
        private final FeatureKeys.Gathering gathering = new FeatureKeys.Gathering();

        Ordering(TreeNodes nodes, int width) throws UnsuitableTrees {
            this.nodes = nodes;
            this.width = width;
            int count = nodes.feature().length;
            int trees = nodes.roots().length;
            if (trees == 0 || count > MAX_NODES - 8) {
                throw new UnsuitableTrees(trees + " trees of " + count + " nodes: none, or too many");
            }
            this.reached = new boolean[count];
            this.slot = new int[count];
            this.threshold = new int[count];
            this.left = new int[count];
            this.right = new int[count];
            this.leaves = new int[trees];
            this.depths = new int[trees];
        }

        OrderedTrees ordered() throws UnsuitableTrees {
            if (!Float.isFinite(nodes.base())) {
                throw new UnsuitableTrees("a base value of " + nodes.base());
            }
            for (int tree = 0; tree < leaves.length; tree++) {
                visit(nodes.roots()[tree], tree, 0);
            }
            FeatureKeys keys = gathering.keys();
            if (keys.slots() > MAX_SLOTS) {
                throw new UnsuitableTrees("more than " + MAX_SLOTS + " features");
            }
            for (int node = 0; node < slot.length; node++) {
                if (reached[node] && slot[node] >= 0) {
                    threshold[node] = keys.threshold(slot[node], threshold[node]);
                }
            }
            return new OrderedTrees(nodes, keys, slot, threshold, left, right, leaves, depths);
        }

        private void visit(int node, int tree, int depth) throws UnsuitableTrees {
            if (reached[node]) {
                throw new UnsuitableTrees("tree " + tree + ": node " + node + " is reached twice");
            }
            if (depth > MAX_DEPTH) {
                throw new UnsuitableTrees("tree " + tree + " is deeper than " + MAX_DEPTH);
            }
            reached[node] = true;
            depths[tree] = Math.max(depths[tree], depth);
            if (nodes.feature()[node] < 0) {
                leaf(node, tree);
            } else {
                branch(node, tree);
                visit(left[node], tree, depth + 1);
                visit(right[node], tree, depth + 1);
            }
        }

        private void leaf(int node, int tree) throws UnsuitableTrees {
            if (!Float.isFinite(nodes.weight()[node])) {
                throw new UnsuitableTrees("tree " + tree + ": a leaf of " + nodes.weight()[node]);
            }
            slot[node] = -1;
            leaves[tree]++;
        }

        private void branch(int node, int tree) throws UnsuitableTrees {
            int feature = nodes.feature()[node];
            float value = nodes.threshold()[node];
            if (feature >= width || Float.isNaN(value)) {
                throw new UnsuitableTrees("tree " + tree + ": feature " + feature + " against " + value);
            }
            int order = FeatureKeys.order(value);
            boolean thenLeft =
                    switch (nodes.test()[node]) {
                        case LEQ, LT -> true;
                        case GT, GTE -> false;
                        case EQ, NEQ -> throw new UnsuitableTrees("tests of mode " + nodes.test()[node]);
                    };
            // x < t is x <= the float before t, and x >= t is not that
            boolean before = nodes.test()[node] == TreeNodes.Test.LT || nodes.test()[node] == TreeNodes.Test.GTE;
            threshold[node] = before ? order - 1 : order;
            left[node] = thenLeft ? nodes.then()[node] : nodes.otherwise()[node];
            right[node] = thenLeft ? nodes.otherwise()[node] : nodes.then()[node];
            slot[node] =
                    gathering.add(new FeatureKeys.Slot(feature, nodes.nanHolds()[node] == thenLeft), threshold[node]);
        }
    }
}
