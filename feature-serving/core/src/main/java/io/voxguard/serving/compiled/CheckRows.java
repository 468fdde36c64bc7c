package io.voxguard.serving.compiled;

import io.voxguard.serving.trees.TreeNodes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random rows of values on which two evaluators of the same trees are likely to differ: thresholds, their neighbours, and special floats. */
final class CheckRows {
    private static final float[] SPECIAL = {
        0.0f,
        -0.0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0xffc00001) // a NaN with its sign bit set
    };

    private final float[][] thresholds;
    private final SplittableRandom random;

    CheckRows(TreeNodes trees, int width, long seed) {
        this.random = new SplittableRandom(seed);
        this.thresholds = new float[width][];
        for (int feature = 0; feature < width; feature++) {
            thresholds[feature] = of(trees, feature);
        }
    }

    private static float[] of(TreeNodes trees, int feature) {
        int[] nodes = IntStream.range(0, trees.feature().length)
                .filter(node -> trees.feature()[node] == feature)
                .toArray();
        float[] found = new float[nodes.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = trees.threshold()[nodes[i]];
        }
        Arrays.sort(found);
        return found;
    }

    /** Fills whole rows. */
    void fill(float[] rows) {
        int width = thresholds.length;
        for (int from = 0; from < rows.length; from += width) {
            int specialOneIn = random.nextInt(4) == 0 ? 4 : 40;
            for (int feature = 0; feature < width; feature++) {
                rows[from + feature] = value(thresholds[feature], specialOneIn);
            }
        }
    }

    private float value(float[] of, int specialOneIn) {
        if (of.length == 0 || random.nextInt(specialOneIn) == 0) {
            return SPECIAL[random.nextInt(SPECIAL.length)];
        }
        float near = of[random.nextInt(of.length)];
        return switch (random.nextInt(8)) {
            case 0, 1 -> near;
            case 2 -> Math.nextUp(near);
            case 3 -> Math.nextDown(near);
            case 4 -> near * 2 * random.nextFloat();
            case 5 -> (random.nextFloat() - 0.5f) * (float) Math.pow(10, random.nextInt(-38, 39));
            default -> {
                float other = of[random.nextInt(of.length)];
                yield near + (other - near) * random.nextFloat();
            }
        };
    }

    /** Copies rows one behind the other. */
    static float[] of(List<float[]> rows, int width) {
        float[] all = new float[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, all, row * width, width);
        }
        return all;
    }
}
