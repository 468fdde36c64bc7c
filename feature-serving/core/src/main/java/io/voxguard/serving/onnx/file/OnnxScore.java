package io.voxguard.serving.onnx.file;

import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.UnsuitableTrees;
import java.util.List;

/**
 * Finds out whether the score that a manifest names is the sum of one ensemble's leaves and nothing more, and through which link. Anything that is not known for
 * certain counts as unsuitable.
 */
public final class OnnxScore {
    private static final int MAX_STEPS = 16;
    /** Attributes that hold weights in double precision. */
    private static final List<String> DOUBLES = List.of(
            "nodes_values_as_tensor",
            "nodes_hitrates_as_tensor",
            "base_values_as_tensor",
            "class_weights_as_tensor",
            "target_weights_as_tensor");

    private OnnxScore() {}

    /** @throws UnsuitableTrees naming what else the score is made of */
    public static Link link(OnnxFile file, Manifest manifest) throws UnsuitableTrees {
        if (file.hasFunctions()) {
            throw new UnsuitableTrees("the model has functions of its own");
        }
        GraphProto graph = file.graph();
        String name = manifest.outputName();
        for (int step = 0; step < MAX_STEPS; step++) {
            NodeProto node = source(graph, name);
            String op = node.domain + ' ' + node.operator;
            switch (op) {
                case "ai.onnx.ml TreeEnsembleClassifier" -> {
                    return classifier(node, name, manifest.outputColumn());
                }
                case "ai.onnx.ml TreeEnsembleRegressor" -> {
                    return regressor(node, manifest.outputColumn());
                }
                case " Identity", "ai.onnx Identity" -> name = onlyInput(node);
                case " Mul", "ai.onnx Mul" -> name = timesOne(graph, node);
                default -> throw new UnsuitableTrees("the output comes through " + op.strip());
            }
        }
        throw new UnsuitableTrees("the output is more than " + MAX_STEPS + " nodes from the trees");
    }

    private static NodeProto source(GraphProto graph, String output) throws UnsuitableTrees {
        for (NodeProto node : graph.nodes) {
            if (node.outputs.contains(output)) {
                return node;
            }
        }
        throw new UnsuitableTrees("no node gives " + output);
    }

    private static String onlyInput(NodeProto identity) throws UnsuitableTrees {
        if (identity.inputs.isEmpty()) {
            throw new UnsuitableTrees("the output comes through an Identity of nothing");
        }
        return identity.inputs.getFirst();
    }

    /** Returns the other factor of a multiplication by one: converters use it to give an output its name. */
    private static String timesOne(GraphProto graph, NodeProto node) throws UnsuitableTrees {
        List<String> factors = node.inputs;
        for (int i = 0; i < factors.size(); i++) {
            float[] weight = weight(graph, factors.get(i));
            if (factors.size() == 2 && weight.length == 1 && weight[0] == 1) {
                return factors.get(1 - i);
            }
        }
        throw new UnsuitableTrees("the output is multiplied");
    }

    private static float[] weight(GraphProto graph, String name) {
        for (TensorProto tensor : graph.initializers) {
            if (tensor.name.equals(name)) {
                return tensor.floatValues();
            }
        }
        return new float[0];
    }

    private static Link classifier(NodeProto node, String output, int column) throws UnsuitableTrees {
        int labels = node.integers("classlabels_int64s").length
                + node.texts("classlabels_strings").size();
        if (labels != 2 || column != 1) {
            throw new UnsuitableTrees("column " + column + " of " + labels + " classes");
        }
        if (node.outputs.indexOf(output) != 1) {
            throw new UnsuitableTrees("the output is the label");
        }
        boolean negative = false;
        for (float weight : node.floats("class_weights")) {
            negative |= weight < 0;
        }
        if (!negative) { // ONNX Runtime takes such sums for probabilities
            throw new UnsuitableTrees("a classifier without a negative leaf");
        }
        return link(node);
    }

    private static Link regressor(NodeProto node, int column) throws UnsuitableTrees {
        String aggregate = node.text("aggregate_function");
        long count =
                node.attribute("n_targets").map(attribute -> attribute.integer).orElse(1L);
        if (!(aggregate.isEmpty() || aggregate.equals("SUM")) || count != 1 || column != 0) {
            throw new UnsuitableTrees("aggregate " + aggregate + ", column " + column + " of " + count);
        }
        Link link = link(node);
        if (link != Link.NONE) { // ONNX Runtime leaves one target as it is
            throw new UnsuitableTrees("a regressor with post_transform " + link);
        }
        return link;
    }

    private static Link link(NodeProto node) throws UnsuitableTrees {
        for (String name : DOUBLES) {
            if (node.attribute(name).isPresent()) {
                throw new UnsuitableTrees("attribute " + name);
            }
        }
        if (node.floats("base_values").length > 1) {
            throw new UnsuitableTrees("several base values");
        }
        String transform = node.text("post_transform");
        return switch (transform) {
            case "", "NONE" -> Link.NONE;
            case "LOGISTIC" -> Link.LOGISTIC;
            default -> throw new UnsuitableTrees("post_transform " + transform);
        };
    }
}
