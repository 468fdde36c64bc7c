package io.voxguard.serving.explain;

import java.nio.FloatBuffer;

/**
 * Exact Shapley values of an ensemble's margin (log-odds), where a feature that is not in the coalition has its value of the baseline: the interventional
 * values of Lundberg et al., "From local explanations to global understanding with explainable AI for trees" (2020), algorithm 3, for one background row.
 * They add up to the margin of the row less that of the baseline.
 *
 * <p>A tree is walked once along every path on which row and baseline part ways: where they agree, which is most nodes, one path. A leaf that is
 * reached with the row's value of u features and the baseline's of v gives {@code w (u-1)! v! / (u+v)!} to each of the former and takes
 * {@code w u! (v-1)! / (u+v)!} from each of the latter. Thread-safe.
 */
public final class BaselineShapley implements Attribution {
    private static final int MAX_PARTED = 64;
    private static final double[] FACTORIALS = new double[2 * MAX_PARTED + 1];
    private static final byte ROW = 1;
    private static final byte BASELINE = 2;

    static {
        FACTORIALS[0] = 1;
        for (int i = 1; i < FACTORIALS.length; i++) {
            FACTORIALS[i] = FACTORIALS[i - 1] * i;
        }
    }

    private final TreeNodes trees;
    private final float[] baseline;
    /** Per node, where the baseline goes on. */
    private final int[] ofBaseline;

    public BaselineShapley(TreeNodes trees, float[] baseline) {
        this.trees = trees;
        this.baseline = baseline.clone();
        this.ofBaseline = new int[trees.feature().length];
        for (int node = 0; node < ofBaseline.length; node++) {
            int feature = trees.feature()[node];
            ofBaseline[node] = feature < 0 ? -1 : trees.next(node, baseline[feature]);
        }
    }

    @Override
    public String method() {
        return "baseline_shapley";
    }

    @Override
    public void of(FloatBuffer inputs, int row, float[] contributions) {
        Walk walk = new Walk(inputs, row * baseline.length, baseline.length);
        for (int root : trees.roots()) {
            walk.from(root);
        }
        for (int i = 0; i < baseline.length; i++) {
            contributions[i] = (float) walk.sums[i];
        }
    }

    /** The margin of a row: what the contributions add up to, with the baseline's. */
    public double margin(FloatBuffer inputs, int row) {
        double margin = trees.base();
        for (int root : trees.roots()) {
            int node = root;
            while (trees.feature()[node] >= 0) {
                node = trees.next(node, inputs.get(row * baseline.length + trees.feature()[node]));
            }
            margin += trees.weight()[node];
        }
        return margin;
    }

    private final class Walk {
        private final FloatBuffer inputs;
        private final int offset;
        private final double[] sums;
        /** Per feature on which the two have parted on the path here: whose value was followed. */
        private final byte[] followed;

        private final int[] parted = new int[MAX_PARTED];
        private int depth;
        private int ofRow;

        Walk(FloatBuffer inputs, int offset, int width) {
            this.inputs = inputs;
            this.offset = offset;
            this.sums = new double[width];
            this.followed = new byte[width];
        }

        void from(int start) {
            int node = start;
            int feature = trees.feature()[node];
            while (feature >= 0) {
                int there = ofBaseline[node];
                int here = trees.next(node, inputs.get(offset + feature));
                if (here == there || followed[feature] == BASELINE) {
                    node = there;
                } else if (followed[feature] == ROW) {
                    node = here;
                } else if (depth == MAX_PARTED) {
                    throw new IllegalStateException("a path of more than " + MAX_PARTED + " features");
                } else {
                    both(feature, here, there);
                    return;
                }
                feature = trees.feature()[node];
            }
            leaf(trees.weight()[node]);
        }

        private void both(int feature, int here, int there) {
            parted[depth++] = feature;
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
            double up = ofRow == 0 ? 0 : weight * FACTORIALS[ofRow - 1] * FACTORIALS[ofBaseline] / FACTORIALS[depth];
            double down =
                    ofBaseline == 0 ? 0 : weight * FACTORIALS[ofRow] * FACTORIALS[ofBaseline - 1] / FACTORIALS[depth];
            for (int i = 0; i < depth; i++) {
                int feature = parted[i];
                sums[feature] += followed[feature] == ROW ? up : -down;
            }
        }
    }
}
