package io.voxguard.serving.onnx.file;

import io.voxguard.catalogue.document.ProtoFields;
import io.voxguard.serving.trees.TreeNodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the trees of a graph that is one TreeEnsembleClassifier of two classes, or one TreeEnsembleRegressor, over its one input. */
public final class OnnxTrees {
    private final ProtoFields node;
    private final String leaves;
    /** Read once: they are all there is to such a file, and many. */
    private final Map<String, ProtoFields> attributes = new HashMap<>();

    private OnnxTrees(ProtoFields node, String leaves) throws IOException {
        this.node = node;
        this.leaves = leaves;
        for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
            attributes.put(attribute.text(Onnx.ATTRIBUTE_NAME), attribute);
        }
    }

    /** Empty where the model is no such ensemble. */
    public static Optional<TreeNodes> of(OnnxFile file) {
        try {
            List<ProtoFields> classifiers = file.nodes("TreeEnsembleClassifier");
            List<ProtoFields> regressors = file.nodes("TreeEnsembleRegressor");
            if (classifiers.size() + regressors.size() != 1) {
                return Optional.empty();
            }
            OnnxTrees trees = classifiers.isEmpty()
                    ? new OnnxTrees(regressors.getFirst(), "target")
                    : new OnnxTrees(classifiers.getFirst(), "class");
            boolean direct = trees.node.texts(Onnx.NODE_INPUT).equals(file.inputs());
            return direct && trees.oneMargin() ? Optional.of(trees.nodes()) : Optional.empty();
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private boolean oneMargin() throws IOException {
        long[] ids = numbers(leaves + "_ids");
        return ids.length > 0 && Arrays.stream(ids).distinct().count() == 1;
    }

    private record Place(long tree, long node) {}

    private TreeNodes nodes() throws IOException {
        long[] treeIds = numbers("nodes_treeids");
        long[] nodeIds = numbers("nodes_nodeids");
        long[] features = numbers("nodes_featureids");
        long[] then = numbers("nodes_truenodeids");
        long[] otherwise = numbers("nodes_falsenodeids");
        long[] nan = numbers("nodes_missing_value_tracks_true");
        float[] thresholds = floats("nodes_values");
        List<String> modes =
                attribute("nodes_modes").orElseThrow(IOException::new).texts(Onnx.ATTRIBUTE_STRINGS);
        int count = treeIds.length;
        Map<Place, Integer> places = new HashMap<>();
        for (int i = 0; i < count; i++) {
            places.put(new Place(treeIds[i], nodeIds[i]), i);
        }
        int[] feature = new int[count];
        TreeNodes.Test[] test = new TreeNodes.Test[count];
        int[] right = new int[count];
        int[] left = new int[count];
        boolean[] nanHolds = new boolean[count];
        boolean[] child = new boolean[count];
        for (int i = 0; i < count; i++) {
            boolean leaf = modes.get(i).equals("LEAF");
            feature[i] = leaf ? -1 : (int) features[i];
            test[i] = leaf ? TreeNodes.Test.LEQ : test(modes.get(i));
            nanHolds[i] = nan.length > i && nan[i] != 0;
            if (!leaf) {
                right[i] = at(places, treeIds[i], then[i]);
                left[i] = at(places, treeIds[i], otherwise[i]);
                child[right[i]] = true;
                child[left[i]] = true;
            }
        }
        List<Integer> roots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!child[i]) {
                roots.add(i);
            }
        }
        float[] base = floats("base_values");
        return new TreeNodes(
                roots.stream().mapToInt(Integer::intValue).toArray(),
                feature,
                test,
                thresholds,
                right,
                left,
                nanHolds,
                weights(places, count),
                base.length == 0 ? 0 : base[base.length - 1]);
    }

    private float[] weights(Map<Place, Integer> places, int count) throws IOException {
        long[] trees = numbers(leaves + "_treeids");
        long[] nodes = numbers(leaves + "_nodeids");
        float[] given = floats(leaves + "_weights");
        float[] weights = new float[count];
        for (int i = 0; i < given.length; i++) {
            weights[at(places, trees[i], nodes[i])] = given[i];
        }
        return weights;
    }

    private static int at(Map<Place, Integer> places, long tree, long node) throws IOException {
        Integer place = places.get(new Place(tree, node));
        if (place == null) {
            throw new IOException("tree " + tree + " has no node " + node);
        }
        return place;
    }

    private static TreeNodes.Test test(String mode) {
        return TreeNodes.Test.valueOf(mode.replace("BRANCH_", "").toUpperCase(Locale.ROOT));
    }

    private Optional<ProtoFields> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    private long[] numbers(String attribute) throws IOException {
        Optional<ProtoFields> found = attribute(attribute);
        return found.isPresent() ? found.get().numbers(Onnx.ATTRIBUTE_INTS) : new long[0];
    }

    private float[] floats(String attribute) throws IOException {
        Optional<ProtoFields> found = attribute(attribute);
        return found.isPresent() ? found.get().floats(Onnx.ATTRIBUTE_FLOATS) : new float[0];
    }
}
