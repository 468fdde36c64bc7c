package io.voxguard.serving.explain;

import io.voxguard.serving.trees.TreeNodes;
import java.nio.FloatBuffer;

/**
 * Exact Shapley values of an ensemble's margin (log-odds), where a feature that is not in the coalition has its value of the baseline: the interventional
 * values of Lundberg et al., "From local explanations to global understanding with explainable AI for trees" (2020), algorithm 3, for one background row.
 * They add up to the margin of the row less that of the baseline.
 *
 * <p>A tree is walked once along every path that row or baseline takes: where both take the same branch, as at most nodes, there is one path. A leaf that is
 * reached with the row's value of u features and the baseline's of v gives {@code w (u-1)! v! / (u+v)!} to each of the former and takes
 * {@code w u! (v-1)! / (u+v)!} from each of the latter. Thread-safe.
 */
public final class BaselineShapley implements Attribution {
    private static final int MAX_SPLITS = 64;
    private static final byte ROW = 1;
    private static final byte BASELINE = 2;
    /** Factor of a leaf's weight for each feature of the row, by the numbers of features followed from the row and from the baseline. */
    private static final double[][] FROM_ROW = new double[MAX_SPLITS + 1][MAX_SPLITS + 1];

    static {
        for (int ofRow = 1; ofRow <= MAX_SPLITS; ofRow++) {
            // (u-1)! v! / (u+v)!: 1/u for v = 0, and for each v more times v / (u+v)
            double share = 1.0 / ofRow;
            for (int ofBaseline = 0; ofBaseline + ofRow <= MAX_SPLITS; ofBaseline++) {
                share = ofBaseline == 0 ? share : share * ofBaseline / (ofRow + ofBaseline);
                FROM_ROW[ofRow][ofBaseline] = share;
            }
        }
    }

    /** Numbers per node in {@link #nodes}: its feature (-1 for a leaf), the node if the test holds, the node if not, and the baseline's node. */
    private static final int FIELDS = 4;

    private final TreeNodes trees;
    private final float[] baseline;
    private final int[] roots;
    private final int[] nodes;
    /** Threshold of each node, or weight of each leaf. */
    private final float[] values;
    /** By node: whether its test holds for NaN. */
    private final boolean[] nanHolds;
    /** Whether every test is {@code value <= threshold}. */
    private final boolean plain;

    public BaselineShapley(TreeNodes trees, float[] baseline) {
        this.trees = trees;
        this.baseline = baseline.clone();
        this.roots = trees.roots().clone();
        int count = trees.feature().length;
        this.nodes = new int[FIELDS * count];
        this.values = new float[count];
        boolean allPlain = true;
        for (int node = 0; node < count; node++) {
            int feature = trees.feature()[node];
            boolean leaf = feature < 0;
            nodes[FIELDS * node] = feature;
            nodes[FIELDS * node + 1] = trees.then()[node];
            nodes[FIELDS * node + 2] = trees.otherwise()[node];
            nodes[FIELDS * node + 3] = leaf ? -1 : trees.next(node, baseline[feature]);
            values[node] = leaf ? trees.weight()[node] : trees.threshold()[node];
            allPlain &= leaf || trees.test()[node] == TreeNodes.Test.LEQ;
        }
        this.nanHolds = trees.nanHolds().clone();
        this.plain = allPlain;
    }

    @Override
    public String method() {
        return "baseline_shapley";
    }

    @Override
    public void of(FloatBuffer inputs, int row, float[] contributions) {
        int width = baseline.length;
        float[] values = new float[width];
        inputs.get(row * width, values);
        Walk walk = new Walk(values);
        for (int root : roots) {
            walk.from(root);
        }
        for (int i = 0; i < width; i++) {
            contributions[i] = (float) walk.sums[i];
        }
    }

    /** Returns the margin of a row: the sum of its contributions and the baseline's margin. */
    public double margin(FloatBuffer inputs, int row) {
        float[] values = new float[baseline.length];
        inputs.get(row * baseline.length, values);
        double margin = trees.base();
        for (int root : roots) {
            margin += this.values[leaf(root, values)];
        }
        return margin;
    }

    private int leaf(int root, float[] row) {
        int node = root;
        int feature = nodes[FIELDS * node];
        while (feature >= 0) {
            node = next(node, row[feature]);
            feature = nodes[FIELDS * node];
        }
        return node;
    }

    private int next(int node, float value) {
        if (!plain) {
            return trees.next(node, value);
        }
        boolean holds = value <= values[node] || Float.isNaN(value) && nanHolds[node];
        return nodes[FIELDS * node + (holds ? 1 : 2)];
    }

    private final class Walk {
        private final float[] row;
        private final double[] sums;
        /** By feature on which the paths split: whose value was followed. */
        private final byte[] followed;

        private final int[] split = new int[MAX_SPLITS];
        private int depth;
        private int ofRow;

        Walk(float[] row) {
            this.row = row;
            this.sums = new double[row.length];
            this.followed = new byte[row.length];
        }

        void from(int start) {
            int node = start;
            int at = FIELDS * node;
            int feature = nodes[at];
            while (feature >= 0) {
                int here = next(node, row[feature]);
                int there = nodes[at + 3];
                if (here == there) {
                    node = there;
                } else {
                    byte whose = followed[feature];
                    if (whose == 0) {
                        both(feature, here, there);
                        return;
                    }
                    node = whose == ROW ? here : there;
                }
                at = FIELDS * node;
                feature = nodes[at];
            }
            if (depth > 0) {
                leaf(values[node]);
            }
        }

        private void both(int feature, int here, int there) {
            if (depth == MAX_SPLITS) {
                throw new IllegalStateException("a path of more than " + MAX_SPLITS + " features");
            }
            split[depth++] = feature;
            ofRow++;
            followed[feature] = ROW;
            from(here);
            ofRow--;
            followed[feature] = BASELINE;
            from(there);
            followed[feature] = 0;
            depth--;
        }

        private void leaf(float weight) {
            int ofBaseline = depth - ofRow;
            double up = weight * FROM_ROW[ofRow][ofBaseline];
            double down = -weight * FROM_ROW[ofBaseline][ofRow];
            for (int i = 0; i < depth; i++) {
                int feature = split[i];
                sums[feature] += followed[feature] == ROW ? up : down;
            }
        }
    }
}
