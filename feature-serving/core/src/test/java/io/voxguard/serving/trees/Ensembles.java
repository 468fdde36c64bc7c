package io.voxguard.serving.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random trees: unbalanced, some a single leaf, thresholds that many nodes share. */
public final class Ensembles {
    private final Random random;
    private final int features;
    private final TreeNodes.Test[] tests;
    private final List<Integer> feature = new ArrayList<>();
    private final List<TreeNodes.Test> test = new ArrayList<>();
    private final List<Float> threshold = new ArrayList<>();
    private final List<Integer> then = new ArrayList<>();
    private final List<Integer> otherwise = new ArrayList<>();
    private final List<Boolean> nan = new ArrayList<>();
    private final List<Float> weight = new ArrayList<>();

    private Ensembles(Random random, int features, TreeNodes.Test... tests) {
        this.random = random;
        this.features = features;
        this.tests = tests;
    }

    public static TreeNodes random(long seed, int trees, int features, int depth, float base, TreeNodes.Test... tests) {
        Ensembles growing = new Ensembles(new Random(seed), features, tests);
        int[] roots = new int[trees];
        for (int tree = 0; tree < trees; tree++) {
            roots[tree] = growing.feature.size();
            growing.grow(tree % 10 == 9 ? 0 : depth);
        }
        return growing.nodes(roots, base);
    }

    private int grow(int depth) {
        int node = feature.size();
        boolean leaf = depth == 0 || random.nextInt(12) == 0;
        feature.add(leaf ? -1 : random.nextInt(features));
        test.add(tests[random.nextInt(tests.length)]);
        threshold.add(leaf ? 0 : thresholdOf());
        then.add(0);
        otherwise.add(0);
        nan.add(random.nextBoolean());
        weight.add(leaf ? (float) random.nextGaussian() / 20 : 0);
        if (!leaf) {
            then.set(node, grow(random.nextInt(3) == 0 ? depth / 2 : depth - 1));
            otherwise.set(node, grow(random.nextInt(3) == 0 ? depth / 2 : depth - 1));
        }
        return node;
    }

    private float thresholdOf() {
        return switch (random.nextInt(5)) {
            case 0 -> 0.0f;
            case 1 -> -0.0f;
            case 2 -> random.nextInt(9) - 4;
            default -> (float) random.nextGaussian() * 10;
        };
    }

    private TreeNodes nodes(int[] roots, float base) {
        int count = feature.size();
        float[] thresholds = new float[count];
        float[] weights = new float[count];
        boolean[] nans = new boolean[count];
        for (int i = 0; i < count; i++) {
            thresholds[i] = threshold.get(i);
            weights[i] = weight.get(i);
            nans[i] = nan.get(i);
        }
        return new TreeNodes(
                roots,
                ints(feature),
                test.toArray(TreeNodes.Test[]::new),
                thresholds,
                ints(then),
                ints(otherwise),
                nans,
                weights,
                base);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The score by the plain walk from node to node. */
    public static float score(TreeNodes trees, Link link, float[] row) {
        float sum = 0;
        for (int root : trees.roots()) {
            int node = root;
            while (trees.feature()[node] >= 0) {
                node = trees.next(node, row[trees.feature()[node]]);
            }
            sum += trees.weight()[node];
        }
        return link.of(sum + trees.base());
    }
}
