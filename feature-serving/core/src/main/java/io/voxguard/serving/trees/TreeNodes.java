package io.voxguard.serving.trees;

/**
 * Nodes of a tree ensemble, by their index; the children of a node may lie anywhere. A leaf has no feature (-1) and a weight.
 *
 * @param roots the first node of each tree
 * @param base the margin before any tree
 */
public record TreeNodes(
        int[] roots,
        int[] feature,
        Test[] test,
        float[] threshold,
        int[] then,
        int[] otherwise,
        boolean[] nanHolds,
        float[] weight,
        float base) {
    /** How a node compares a value with its threshold. */
    public enum Test {
        LEQ,
        LT,
        GTE,
        GT,
        EQ,
        NEQ;

        boolean holds(float value, float threshold) {
            return switch (this) {
                case LEQ -> value <= threshold;
                case LT -> value < threshold;
                case GTE -> value >= threshold;
                case GT -> value > threshold;
                case EQ -> value == threshold;
                case NEQ -> value != threshold;
            };
        }
    }

    /** Returns the child that a value leads to. */
    public int next(int node, float value) {
        boolean holds = Float.isNaN(value) ? nanHolds[node] : test[node].holds(value, threshold[node]);
        return holds ? then[node] : otherwise[node];
    }
}
