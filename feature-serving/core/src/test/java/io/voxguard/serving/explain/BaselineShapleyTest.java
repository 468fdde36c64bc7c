package io.voxguard.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.serving.trees.TreeNodes;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the definition: the mean, over all orders of the features, of what each adds. */
class BaselineShapleyTest {
    private static final int FEATURES = 6;
    private static final int DEPTH = 5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void contributionsOfTreesWithTestsOfEveryKindEqualThoseByTheDefinition(long seed) {
        check(seed, TreeNodes.Test.values());
    }

    /** What exporters write: it is walked another way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void contributionsOfTreesWithTestsOfOneKindEqualThoseByTheDefinition(long seed) {
        check(seed, TreeNodes.Test.LEQ);
    }

    private static void check(long seed, TreeNodes.Test... kinds) {
        Random random = new Random(seed);
        TreeNodes trees = trees(random, 7, kinds);
        float[] baseline = row(random);
        float[] row = row(random);
        BaselineShapley shapley = new BaselineShapley(trees, baseline);
        for (int i = 0; i < 50; i++) {
            float[] any = row(random);
            assertThat(margin(shapley, any)).isEqualTo(marginByNodes(trees, any));
        }
        float[] got = new float[FEATURES];
        shapley.of(FloatBuffer.wrap(row), 0, got);
        double[] expected = byDefinition(shapley, row, baseline);
        double sum = 0;
        for (int i = 0; i < FEATURES; i++) {
            assertThat(got[i]).as("seed %d, feature %d", seed, i).isCloseTo((float) expected[i], within(1e-5f));
            sum += got[i];
        }
        assertThat(sum).isCloseTo(margin(shapley, row) - margin(shapley, baseline), within(1e-4));
    }

    private static double margin(BaselineShapley shapley, float[] row) {
        return shapley.margin(FloatBuffer.wrap(row), 0);
    }

    private static double marginByNodes(TreeNodes trees, float[] row) {
        double margin = trees.base();
        for (int root : trees.roots()) {
            int node = root;
            while (trees.feature()[node] >= 0) {
                node = trees.next(node, row[trees.feature()[node]]);
            }
            margin += trees.weight()[node];
        }
        return margin;
    }

    private static double[] byDefinition(BaselineShapley shapley, float[] row, float[] baseline) {
        double[] sums = new double[FEATURES];
        for (int feature = 0; feature < FEATURES; feature++) {
            for (int coalition = 0; coalition < 1 << FEATURES; coalition++) {
                if ((coalition & 1 << feature) == 0) {
                    double with = margin(shapley, mixed(row, baseline, coalition | 1 << feature));
                    double without = margin(shapley, mixed(row, baseline, coalition));
                    int size = Integer.bitCount(coalition);
                    sums[feature] +=
                            (with - without) * factorial(size) * factorial(FEATURES - size - 1) / factorial(FEATURES);
                }
            }
        }
        return sums;
    }

    private static float[] mixed(float[] row, float[] baseline, int coalition) {
        float[] mixed = baseline.clone();
        for (int i = 0; i < FEATURES; i++) {
            mixed[i] = (coalition & 1 << i) == 0 ? baseline[i] : row[i];
        }
        return mixed;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    private static float[] row(Random random) {
        float[] row = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            row[i] = random.nextInt(10);
        }
        if (random.nextBoolean()) {
            row[random.nextInt(FEATURES)] = Float.NaN;
        }
        return row;
    }

    /** Full trees, node i with its children at 2i + 1 and 2i + 2. */
    private static TreeNodes trees(Random random, int count, TreeNodes.Test... kinds) {
        int size = (1 << DEPTH) - 1;
        int all = count * size;
        int[] roots = new int[count];
        int[] feature = new int[all];
        TreeNodes.Test[] test = new TreeNodes.Test[all];
        float[] threshold = new float[all];
        int[] then = new int[all];
        int[] otherwise = new int[all];
        boolean[] nan = new boolean[all];
        float[] weight = new float[all];
        for (int tree = 0; tree < count; tree++) {
            roots[tree] = tree * size;
            for (int i = 0; i < size; i++) {
                int node = tree * size + i;
                boolean leaf = 2 * i + 1 >= size || random.nextInt(10) == 0 && i > 0;
                feature[node] = leaf ? -1 : random.nextInt(FEATURES);
                test[node] = kinds[random.nextInt(kinds.length)];
                threshold[node] = random.nextInt(10);
                then[node] = tree * size + 2 * i + 1;
                otherwise[node] = tree * size + 2 * i + 2;
                nan[node] = random.nextBoolean();
                weight[node] = (float) random.nextGaussian();
            }
        }
        return new TreeNodes(roots, feature, test, threshold, then, otherwise, nan, weight, 0.25f);
    }
}
