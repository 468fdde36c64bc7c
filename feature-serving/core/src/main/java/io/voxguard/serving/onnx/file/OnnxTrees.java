package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.trees.TreeNodes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads the trees of a graph that is one TreeEnsembleClassifier of two classes, or one TreeEnsembleRegressor, over its one input. */
public final class OnnxTrees {
    private static final byte[] LEAF = "LEAF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEQ = "BRANCH_LEQ".getBytes(StandardCharsets.US_ASCII);

    private final NodeProto ensemble;
    /** Prefix of the attributes of leaves. */
    private final String leaves;

    private OnnxTrees(NodeProto ensemble, String leaves) {
        this.ensemble = ensemble;
        this.leaves = leaves;
    }

    /** Returns the trees; empty if the model is not such an ensemble. */
    public static Optional<TreeNodes> of(OnnxFile file) {
        GraphProto graph = file.graph();
        List<NodeProto> classifiers = graph.nodes("TreeEnsembleClassifier");
        List<NodeProto> regressors = graph.nodes("TreeEnsembleRegressor");
        if (classifiers.size() + regressors.size() != 1) {
            return Optional.empty();
        }
        OnnxTrees trees = classifiers.isEmpty()
                ? new OnnxTrees(regressors.getFirst(), "target")
                : new OnnxTrees(classifiers.getFirst(), "class");
        List<String> inputs = graph.inputsWithoutInitializer().stream()
                .map(input -> input.name)
                .toList();
        try {
            boolean direct = trees.ensemble.inputs.equals(inputs);
            return direct && trees.hasOneMargin() ? Optional.of(trees.nodes()) : Optional.empty();
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // attributes that do not fit one another: ONNX Runtime decides what they mean
        }
    }

    private boolean hasOneMargin() {
        return Arrays.stream(ensemble.integers(leaves + "_ids")).distinct().count() == 1;
    }

    private TreeNodes nodes() {
        long[] treeIds = ensemble.integers("nodes_treeids");
        long[] nodeIds = ensemble.integers("nodes_nodeids");
        long[] features = ensemble.integers("nodes_featureids");
        long[] trueIds = ensemble.integers("nodes_truenodeids");
        long[] falseIds = ensemble.integers("nodes_falsenodeids");
        long[] missingIsTrue = ensemble.integers("nodes_missing_value_tracks_true");
        float[] thresholds = ensemble.floats("nodes_values");
        List<ByteSlice> modes = ensemble.slices("nodes_modes");
        int count = treeIds.length;
        if (thresholds.length != count || modes.size() != count) {
            throw new IllegalArgumentException("expected " + count + " values and modes");
        }
        NodeIndices indices = NodeIndices.of(treeIds, nodeIds);
        int[] feature = new int[count];
        TreeNodes.Test[] test = new TreeNodes.Test[count];
        int[] trueNode = new int[count];
        int[] falseNode = new int[count];
        boolean[] nanHolds = new boolean[count];
        boolean[] child = new boolean[count];
        for (int i = 0; i < count; i++) {
            boolean leaf = modes.get(i).is(LEAF);
            feature[i] = leaf ? -1 : Math.toIntExact(features[i]);
            test[i] = leaf ? TreeNodes.Test.LEQ : test(modes.get(i));
            nanHolds[i] = missingIsTrue.length > i && missingIsTrue[i] != 0;
            if (!leaf) {
                trueNode[i] = indices.of(treeIds[i], trueIds[i]);
                falseNode[i] = indices.of(treeIds[i], falseIds[i]);
                child[trueNode[i]] = true;
                child[falseNode[i]] = true;
            }
        }
        float[] base = ensemble.floats("base_values");
        return new TreeNodes(
                IntStream.range(0, count).filter(i -> !child[i]).toArray(),
                feature,
                test,
                thresholds,
                trueNode,
                falseNode,
                nanHolds,
                weights(count, indices),
                base.length == 0 ? 0 : base[base.length - 1]);
    }

    private float[] weights(int count, NodeIndices indices) {
        long[] trees = ensemble.integers(leaves + "_treeids");
        long[] nodes = ensemble.integers(leaves + "_nodeids");
        float[] given = ensemble.floats(leaves + "_weights");
        float[] weights = new float[count];
        for (int i = 0; i < given.length; i++) {
            weights[indices.of(trees[i], nodes[i])] = given[i];
        }
        return weights;
    }

    private static TreeNodes.Test test(ByteSlice mode) {
        return mode.is(LEQ) ? TreeNodes.Test.LEQ : test(mode.text());
    }

    private static TreeNodes.Test test(String mode) {
        return switch (mode) {
            case "BRANCH_LEQ" -> TreeNodes.Test.LEQ;
            case "BRANCH_LT" -> TreeNodes.Test.LT;
            case "BRANCH_GTE" -> TreeNodes.Test.GTE;
            case "BRANCH_GT" -> TreeNodes.Test.GT;
            case "BRANCH_EQ" -> TreeNodes.Test.EQ;
            case "BRANCH_NEQ" -> TreeNodes.Test.NEQ;
            default -> throw new IllegalArgumentException("mode " + mode);
        };
    }
}
