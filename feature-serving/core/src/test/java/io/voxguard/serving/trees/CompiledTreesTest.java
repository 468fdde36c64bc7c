package io.voxguard.serving.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the plain walk from node to node, to the last bit. */
class CompiledTreesTest {
    private static final int FEATURES = 7;
    private static final TreeNodes.Test[] MODES = {
        TreeNodes.Test.LEQ, TreeNodes.Test.LT, TreeNodes.Test.GT, TreeNodes.Test.GTE
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10, 12})
    void scoresEqualThoseOfAPlainTreeWalk(int depth) throws UnsuitableTrees {
        for (Link link : Link.values()) {
            for (int count : new int[] {1, 8, 37}) {
                same(Ensembles.random(depth * 100L + count, count, FEATURES, depth, 0.3f, MODES), link, 600);
            }
        }
    }

    @Test
    void anyNumberOfRowsIsScored() throws UnsuitableTrees {
        TreeNodes trees = Ensembles.random(5, 20, FEATURES, 6, 0, TreeNodes.Test.LEQ);
        for (int rows = 1; rows < 80; rows++) {
            same(trees, Link.NONE, rows);
        }
    }

    @Test
    void treesWithEqualityTestsAreNotCompiled() {
        TreeNodes trees = Ensembles.random(1, 3, FEATURES, 3, 0, TreeNodes.Test.EQ);
        assertThatThrownBy(() -> CompiledTrees.of(trees, FEATURES, Link.NONE))
                .isInstanceOf(UnsuitableTrees.class)
                .hasMessageContaining("EQ");
    }

    @Test
    void nodesThatAreNotATreeAreNotCompiled() {
        TreeNodes trees = Ensembles.random(1, 1, FEATURES, 3, 0, TreeNodes.Test.LEQ);
        trees.then()[1] = 0;
        assertThatThrownBy(() -> CompiledTrees.of(trees, FEATURES, Link.NONE)).hasMessageContaining("reached twice");
    }

    @Test
    void treeWithAnUnknownFeatureIsNotCompiled() {
        TreeNodes trees = Ensembles.random(1, 9, FEATURES, 5, 0, TreeNodes.Test.LEQ);
        assertThatThrownBy(() -> CompiledTrees.of(trees, 1, Link.NONE)).isInstanceOf(UnsuitableTrees.class);
    }

    @Test
    void treesWithThresholdsTooFarApartAreNotCompiled() {
        TreeNodes trees = Ensembles.random(1, 1, 1, 8, 0, TreeNodes.Test.LEQ);
        int[] branches = java.util.stream.IntStream.range(0, trees.feature().length)
                .filter(node -> trees.feature()[node] == 0)
                .toArray();
        Arrays.fill(trees.nanHolds(), true);
        float[] far = {-Float.MAX_VALUE, -1, -Float.MIN_VALUE, Float.MIN_VALUE, 1, Float.MAX_VALUE};
        for (int i = 0; i < far.length; i++) {
            trees.threshold()[branches[i]] = far[i];
        }
        assertThatThrownBy(() -> CompiledTrees.of(trees, 1, Link.NONE)).hasMessageContaining("too far apart");
    }

    private static void same(TreeNodes trees, Link link, int rows) throws UnsuitableTrees {
        float[] inputs = new float[rows * FEATURES];
        Random random = new Random(rows);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = value(trees, random);
        }
        float[] block = new float[rows];
        float[] single = new float[rows];
        CompiledTrees.Scratch scratch = CompiledTrees.of(trees, FEATURES, link).new Scratch();
        scratch.score(inputs, rows, block);
        scratch.singly(inputs, rows, single);
        for (int row = 0; row < rows; row++) {
            float[] one = Arrays.copyOfRange(inputs, row * FEATURES, (row + 1) * FEATURES);
            float expected = Ensembles.score(trees, link, one);
            assertThat(block[row]).as(() -> Arrays.toString(one)).isEqualTo(expected);
            assertThat(single[row]).as(() -> Arrays.toString(one)).isEqualTo(expected);
        }
    }

    private static float value(TreeNodes trees, Random random) {
        float threshold = trees.threshold()[random.nextInt(trees.threshold().length)];
        return switch (random.nextInt(10)) {
            case 0 -> Float.NaN;
            case 1 -> Float.intBitsToFloat(0xffc00000);
            case 2 -> random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            case 3 -> random.nextBoolean() ? -0.0f : 0.0f;
            case 4 -> Math.nextUp(threshold);
            case 5 -> Math.nextDown(threshold);
            case 6 -> Float.intBitsToFloat(random.nextInt());
            default -> threshold;
        };
    }
}
