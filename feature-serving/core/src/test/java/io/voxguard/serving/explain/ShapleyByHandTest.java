package io.voxguard.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.serving.trees.TreeNodes;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contributions worked out by hand, from the mean over the orders in which the inputs take the row's values. */
class ShapleyByHandTest {
    private static final int LEAF = -1;

    /** {@code x0 <= 0 ? 0 : (x1 <= 0 ? 4 : 10)}: both inputs together make 10, the first alone 4, the second alone nothing. */
    private static final TreeNodes AND =
            tree(new int[] {0, LEAF, 1, LEAF, LEAF}, new int[] {1, 0, 3, 0, 0}, new int[] {2, 0, 4, 0, 0}, new float[] {
                0, 0, 0, 4, 10
            });

    @ParameterizedTest
    @CsvSource({
        // x0 first: 4 and then 6; x1 first: 0 and then 10; the means are 7 and 3
        "1, 1, 7, 3",
        "1, 0, 4, 0",
        "0, 1, 0, 0",
        "0, 0, 0, 0",
        "-5, -5, 0, 0",
    })
    void meanOverTheOrdersOfTwoInputs(float x0, float x1, float first, float second) {
        assertThat(of(AND, new float[] {0, 0}, x0, x1)).containsExactly(new float[] {first, second}, within(1e-6f));
    }

    /** From a baseline where both tests go right, what is taken away has the opposite sign. */
    @ParameterizedTest
    @CsvSource({
        // x0 first: 10 to 0, and then nothing; x1 first: 10 to 4, and then 4 to 0; the means are -7 and -3
        "0, 0, -7, -3",
        "0, 1, -10, 0",
        "1, 0, 0, -6",
        "1, 1, 0, 0",
    })
    void contributionsStartAtTheBaseline(float x0, float x1, float first, float second) {
        assertThat(of(AND, new float[] {1, 1}, x0, x1)).containsExactly(new float[] {first, second}, within(1e-6f));
    }

    /** {@code x0 <= 0 ? 0 : 1} twice, and an input that no tree looks at. */
    @Test
    void treesAddUpAndUnusedInputsContributeNothing() {
        int[] feature = {0, LEAF, LEAF, 0, LEAF, LEAF};
        TreeNodes twice = new TreeNodes(
                new int[] {0, 3},
                feature,
                tests(6),
                new float[6],
                new int[] {1, 0, 0, 4, 0, 0},
                new int[] {2, 0, 0, 5, 0, 0},
                new boolean[6],
                new float[] {0, 0, 1, 0, 0, 1},
                100);

        assertThat(of(twice, new float[] {0, 0, 0}, 1, 7, 7)).containsExactly(2, 0, 0);
    }

    /** {@code x0 <= 0 ? 1 : (x0 <= 5 ? 2 : 3)}: an input that a path asks twice moves as one. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "3, 1", "9, 2"})
    void inputThatOccursTwiceOnAPathCountsOnce(float x0, float contribution) {
        TreeNodes tree = new TreeNodes(
                new int[] {0},
                new int[] {0, LEAF, 0, LEAF, LEAF},
                tests(5),
                new float[] {0, 0, 5, 0, 0},
                new int[] {1, 0, 3, 0, 0},
                new int[] {2, 0, 4, 0, 0},
                new boolean[5],
                new float[] {0, 1, 0, 2, 3},
                0);

        assertThat(of(tree, new float[] {0}, x0)).containsExactly(contribution);
    }

    /** Three inputs that only together make 6: each has a third of it. */
    @Test
    void inputsThatOnlyMatterTogetherShareEqually() {
        TreeNodes all = tree(
                new int[] {0, LEAF, 1, LEAF, 2, LEAF, LEAF},
                new int[] {1, 0, 3, 0, 5, 0, 0},
                new int[] {2, 0, 4, 0, 6, 0, 0},
                new float[] {0, 0, 0, 0, 0, 0, 6});

        assertThat(of(all, new float[3], 1, 1, 1)).containsExactly(new float[] {2, 2, 2}, within(1e-6f));
        assertThat(of(all, new float[3], 1, 1, 0)).containsExactly(0, 0, 0);
    }

    @Test
    void contributionsAddUpToTheDifferenceOfTheMargins() {
        BaselineShapley shapley = new BaselineShapley(AND, new float[] {0, 0});
        FloatBuffer rows = FloatBuffer.wrap(new float[] {0, 0, 1, 1});

        assertThat(shapley.margin(rows, 0)).isZero();
        assertThat(shapley.margin(rows, 1)).isEqualTo(10);
        float[] contributions = new float[2];
        shapley.of(rows, 1, contributions);
        assertThat(contributions[0] + contributions[1]).isCloseTo(10, within(1e-6f));
        assertThat(shapley.method()).isEqualTo("baseline_shapley");
    }

    private static float[] of(TreeNodes trees, float[] baseline, float... row) {
        float[] contributions = new float[row.length];
        new BaselineShapley(trees, baseline).of(FloatBuffer.wrap(row), 0, contributions);
        return contributions;
    }

    /** One tree whose tests are all {@code value <= 0}. */
    private static TreeNodes tree(int[] feature, int[] then, int[] otherwise, float[] weight) {
        int count = feature.length;
        return new TreeNodes(
                new int[] {0}, feature, tests(count), new float[count], then, otherwise, new boolean[count], weight, 0);
    }

    private static TreeNodes.Test[] tests(int count) {
        TreeNodes.Test[] tests = new TreeNodes.Test[count];
        java.util.Arrays.fill(tests, TreeNodes.Test.LEQ);
        return tests;
    }
}
