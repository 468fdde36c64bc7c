package io.voxguard.serving.onnx.file;

import static io.voxguard.serving.onnx.file.Graphs.message;

import io.voxguard.serving.trees.Ensembles;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.TreeNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Writes folders of scoring models of generated trees. */
public final class TreeModels {
    private TreeModels() {}

    /** A TreeEnsembleRegressor, or a TreeEnsembleClassifier of two classes, from x to y. */
    public static Path write(Path folder, TreeNodes trees, int width, boolean classifier, Link link)
            throws IOException {
        Graphs node = message()
                .text(Onnx.NODE_INPUT, "x")
                .text(Onnx.NODE_OUTPUT, classifier ? "label" : "y")
                .text(Onnx.NODE_OP, classifier ? "TreeEnsembleClassifier" : "TreeEnsembleRegressor")
                .text(Onnx.NODE_DOMAIN, "ai.onnx.ml");
        if (classifier) {
            node.text(Onnx.NODE_OUTPUT, "y").with(Onnx.NODE_ATTRIBUTE, ints("classlabels_int64s", 2, i -> i));
        } else {
            node.with(
                    Onnx.NODE_ATTRIBUTE,
                    attribute("n_targets").number(Onnx.ATTRIBUTE_INT, 1).number(20, 2));
        }
        attributes(node, trees, classifier ? "class" : "target", link);
        Graphs graph = message()
                .with(Onnx.GRAPH_NODE, node)
                .text(2, "g")
                .with(Onnx.GRAPH_INPUT, rows("x", Onnx.FLOAT, width))
                .with(Onnx.GRAPH_OUTPUT, rows("y", Onnx.FLOAT, classifier ? 2 : 1));
        byte[] onnx = message()
                .number(1, 8)
                .with(8, message().text(1, "").number(2, 15))
                .with(8, message().text(1, "ai.onnx.ml").number(2, 3))
                .with(Onnx.MODEL_GRAPH, graph)
                .toBytes();
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), onnx);
        Files.writeString(folder.resolve("manifest.yaml"), manifest(onnx, width, classifier ? 1 : 0));
        Files.writeString(
                folder.resolve("golden.jsonl"),
                "{\"inputs\": " + Collections.nCopies(width, "0.5") + ", \"score\": "
                        + Ensembles.score(trees, link, half(width)) + "}\n");
        return folder;
    }

    private static float[] half(int width) {
        float[] row = new float[width];
        java.util.Arrays.fill(row, 0.5f);
        return row;
    }

    private static void attributes(Graphs node, TreeNodes trees, String leaves, Link link) {
        int count = trees.feature().length;
        int[] tree = new int[count];
        int[] roots = trees.roots();
        for (int t = 0; t < roots.length; t++) {
            java.util.Arrays.fill(tree, roots[t], t + 1 < roots.length ? roots[t + 1] : count, t);
        }
        int[] leaf =
                IntStream.range(0, count).filter(i -> trees.feature()[i] < 0).toArray();
        Graphs modes = attribute("nodes_modes").number(20, 8);
        for (int i = 0; i < count; i++) {
            modes.text(Onnx.ATTRIBUTE_STRINGS, trees.feature()[i] < 0 ? "LEAF" : "BRANCH_" + trees.test()[i]);
        }
        int field = Onnx.NODE_ATTRIBUTE;
        node.with(field, ints("nodes_treeids", count, i -> tree[i]))
                .with(field, ints("nodes_nodeids", count, i -> i))
                .with(field, ints("nodes_featureids", count, i -> Math.max(0, trees.feature()[i])))
                .with(field, ints("nodes_truenodeids", count, i -> trees.then()[i]))
                .with(field, ints("nodes_falsenodeids", count, i -> trees.otherwise()[i]))
                .with(field, ints("nodes_missing_value_tracks_true", count, i -> trees.nanHolds()[i] ? 1 : 0))
                .with(field, floats("nodes_values", count, i -> trees.threshold()[i]))
                .with(field, modes)
                .with(field, ints(leaves + "_treeids", leaf.length, i -> tree[leaf[i]]))
                .with(field, ints(leaves + "_nodeids", leaf.length, i -> leaf[i]))
                .with(field, ints(leaves + "_ids", leaf.length, i -> 0))
                .with(field, floats(leaves + "_weights", leaf.length, i -> trees.weight()[leaf[i]]))
                .with(field, floats("base_values", 1, i -> trees.base()))
                .with(
                        field,
                        attribute("post_transform")
                                .text(Onnx.ATTRIBUTE_TEXT, link.name())
                                .number(20, 3));
    }

    private static Graphs attribute(String name) {
        return message().text(Onnx.ATTRIBUTE_NAME, name);
    }

    private static Graphs ints(String name, int count, Function<Integer, Integer> of) {
        Graphs attribute = attribute(name).number(20, 7);
        IntStream.range(0, count).forEach(i -> attribute.number(Onnx.ATTRIBUTE_INTS, of.apply(i)));
        return attribute;
    }

    private static Graphs floats(String name, int count, Function<Integer, Float> of) {
        Graphs attribute = attribute(name).number(20, 6);
        IntStream.range(0, count).forEach(i -> attribute.real(Onnx.ATTRIBUTE_FLOATS, of.apply(i)));
        return attribute;
    }

    private static Graphs rows(String name, int type, int columns) {
        Graphs shape =
                message().with(1, message().text(2, "n")).with(1, message().number(1, columns));
        Graphs tensor = message().number(1, type).with(2, shape);
        return message().text(1, name).with(2, message().with(1, tensor));
    }

    private static String manifest(byte[] onnx, int width, int column) {
        StringBuilder text = new StringBuilder("model: trees\nversion: \"1\"\nfile: model.onnx\nsha256: ")
                .append(sha256(onnx))
                .append("\ninput: {name: x}\noutput: {name: y, column: ")
                .append(column)
                .append("}\nthresholds: {review: 0.5, block: 0.9}\n")
                .append("golden: {file: golden.jsonl, tolerance: 1.0e-5}\ninputs:\n");
        for (int i = 0; i < width; i++) {
            text.append("  - {feature: \"v:f")
                    .append(i)
                    .append("\", default: 0.0, importance: 0.1, ordinary: {low: 0.0, median: 1.0, high: 2.0}}\n");
        }
        return text.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
