package io.voxguard.serving.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees small enough to be walked by hand. */
class TreeNodesTest {
    private static final int LEAF = -1;

    /** One node with threshold 2: to 1 where its test holds, else to 2. */
    @ParameterizedTest
    @CsvSource({
        "LEQ, 1.9, 1",
        "LEQ, 2, 1",
        "LEQ, 2.0000002, 2",
        "LEQ, Infinity, 2",
        "LEQ, -Infinity, 1",
        "LT, 1.9999999, 1",
        "LT, 2, 2",
        "LT, -Infinity, 1",
        "GTE, 1.9, 2",
        "GTE, 2, 1",
        "GTE, Infinity, 1",
        "GT, 2, 2",
        "GT, 2.0000002, 1",
        "GT, -Infinity, 2",
        "EQ, 2, 1",
        "EQ, 2.0000002, 2",
        "EQ, 1.9, 2",
        "NEQ, 2, 2",
        "NEQ, 2.0000002, 1",
        "NEQ, Infinity, 1"
    })
    void testComparesTheValueWithTheThreshold(TreeNodes.Test test, float value, int next) {
        assertThat(node(test, 2, false).next(0, value)).isEqualTo(next);
        assertThat(node(test, 2, true).next(0, value))
                .as("what NaN does is no matter")
                .isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"LEQ", "LT", "GTE", "GT", "EQ", "NEQ"})
    void nanTakesTheBranchThatTheNodeNames(TreeNodes.Test test) {
        assertThat(node(test, 2, true).next(0, Float.NaN)).isEqualTo(1);
        assertThat(node(test, 2, false).next(0, Float.NaN)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"LEQ, 1", "LT, 2", "GTE, 1", "GT, 2", "EQ, 1", "NEQ, 2"})
    void zeroesOfEitherSignAreEqual(TreeNodes.Test test, int next) {
        assertThat(node(test, 0.0f, false).next(0, -0.0f)).isEqualTo(next);
        assertThat(node(test, -0.0f, false).next(0, 0.0f)).isEqualTo(next);
    }

    private static TreeNodes node(TreeNodes.Test test, float threshold, boolean nan) {
        return new TreeNodes(
                new int[] {0},
                new int[] {0, LEAF, LEAF},
                new TreeNodes.Test[] {test, TreeNodes.Test.LEQ, TreeNodes.Test.LEQ},
                new float[] {threshold, 0, 0},
                new int[] {1, 0, 0},
                new int[] {2, 0, 0},
                new boolean[] {nan, false, false},
                new float[] {0, 10, 20},
                0);
    }

    /**
     * Two trees over two inputs, with a base of 0.5.
     *
     * <pre>
     * x0 &lt;= 1 ? (x1 &lt; 0 ? 1 : 2) : 4
     * x1 &gt;= 10 ? -1 : 0.25
     * </pre>
     */
    static TreeNodes twoTrees() {
        TreeNodes.Test leq = TreeNodes.Test.LEQ;
        return new TreeNodes(
                new int[] {0, 5},
                new int[] {0, 1, LEAF, LEAF, LEAF, 1, LEAF, LEAF},
                new TreeNodes.Test[] {leq, TreeNodes.Test.LT, leq, leq, leq, TreeNodes.Test.GTE, leq, leq},
                new float[] {1, 0, 0, 0, 0, 10, 0, 0},
                new int[] {1, 2, 0, 0, 0, 6, 0, 0},
                new int[] {4, 3, 0, 0, 0, 7, 0, 0},
                new boolean[] {false, true, false, false, false, false, false, false},
                new float[] {0, 0, 1, 2, 4, 0, -1, 0.25f},
                0.5f);
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1, 1.75", // 1 + 0.25 + 0.5
        "1, 0, 2.75", // 2 + 0.25 + 0.5
        "1, 10, 1.5", // 2 - 1 + 0.5
        "2, -1, 4.75", // 4 + 0.25 + 0.5
        "2, 11, 3.5", // 4 - 1 + 0.5
        "NaN, 0, 4.75", // NaN goes right at the first node
        "0, NaN, 1.75", // and left at the second
    })
    void compiledTreesAddTheLeavesAndTheBase(float x0, float x1, float sum) throws UnsuitableTrees {
        CompiledTrees compiled = CompiledTrees.of(twoTrees(), 2, Link.NONE);
        float[] rows = new float[2 * 64];
        for (int i = 0; i < 64; i++) {
            rows[2 * i] = x0;
            rows[2 * i + 1] = x1;
        }
        float[] block = new float[64];
        float[] single = new float[1];

        compiled.new Scratch().score(rows, 64, block);
        compiled.new Scratch().score(rows, 1, single);

        assertThat(single).containsExactly(sum);
        assertThat(block).containsOnly(sum);
    }

    @Test
    void logisticLinkIsTheSigmoid() {
        assertThat(Link.LOGISTIC.of(0)).isEqualTo(0.5f);
        assertThat(Link.LOGISTIC.of(2)).isCloseTo(0.880797f, within(1e-6f));
        assertThat(Link.LOGISTIC.of(-2)).isCloseTo(0.119203f, within(1e-6f));
        assertThat(Link.LOGISTIC.of(1000)).isEqualTo(1);
        assertThat(Link.LOGISTIC.of(-1000)).isZero();
        assertThat(Link.LOGISTIC.of(Float.NaN)).isNaN();
        assertThat(Link.NONE.of(-3.5f)).isEqualTo(-3.5f);
    }

    @Test
    void treeOfASingleLeafAddsItsWeight() throws UnsuitableTrees {
        TreeNodes leaf = new TreeNodes(
                new int[] {0},
                new int[] {LEAF},
                new TreeNodes.Test[] {TreeNodes.Test.LEQ},
                new float[1],
                new int[1],
                new int[1],
                new boolean[1],
                new float[] {3},
                -1);
        float[] score = new float[1];

        CompiledTrees.of(leaf, 4, Link.NONE).new Scratch().score(new float[4], 1, score);

        assertThat(score).containsExactly(2);
    }
}
