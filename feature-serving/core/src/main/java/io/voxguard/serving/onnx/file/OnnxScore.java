package io.voxguard.serving.onnx.file;

import io.voxguard.catalogue.document.ProtoFields;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.trees.Link;
import io.voxguard.serving.trees.UnsuitableTrees;
import java.io.IOException;
import java.util.List;

/** Whether the score that a manifest names is the sum of one ensemble's leaves and nothing more, and through which link. What is not known for certain is not. */
public final class OnnxScore {
    private static final int MAX_STEPS = 16;
    private static final List<String> DOUBLES = List.of(
            "nodes_values_as_tensor",
            "nodes_hitrates_as_tensor",
            "base_values_as_tensor",
            "class_weights_as_tensor",
            "target_weights_as_tensor");

    private OnnxScore() {}

    /** @throws UnsuitableTrees saying what else the score is made of */
    public static Link link(OnnxFile file, Manifest manifest) throws UnsuitableTrees {
        try {
            if (file.hasFunctions()) {
                throw new UnsuitableTrees("the model has functions of its own");
            }
            String name = manifest.outputName();
            for (int step = 0; step < MAX_STEPS; step++) {
                ProtoFields node = source(file, name);
                String op = node.text(Onnx.NODE_DOMAIN) + ' ' + node.text(Onnx.NODE_OP);
                switch (op) {
                    case "ai.onnx.ml TreeEnsembleClassifier" -> {
                        return classifier(node, name, manifest.outputColumn());
                    }
                    case "ai.onnx.ml TreeEnsembleRegressor" -> {
                        return regressor(node, manifest.outputColumn());
                    }
                    case " Identity", "ai.onnx Identity" ->
                        name = node.texts(Onnx.NODE_INPUT).getFirst();
                    case " Mul", "ai.onnx Mul" -> name = timesOne(file, node);
                    default -> throw new UnsuitableTrees("the output comes through " + op.strip());
                }
            }
            throw new UnsuitableTrees("the output is more than " + MAX_STEPS + " nodes from the trees");
        } catch (IOException e) {
            throw new UnsuitableTrees("the graph cannot be read: " + e.getMessage());
        }
    }

    private static ProtoFields source(OnnxFile file, String output) throws IOException, UnsuitableTrees {
        for (ProtoFields node : file.nodes()) {
            if (node.texts(Onnx.NODE_OUTPUT).contains(output)) {
                return node;
            }
        }
        throw new UnsuitableTrees("no node gives " + output);
    }

    /** Converters multiply by one to give an output its name. */
    private static String timesOne(OnnxFile file, ProtoFields node) throws IOException, UnsuitableTrees {
        List<String> factors = node.texts(Onnx.NODE_INPUT);
        for (int i = 0; i < factors.size(); i++) {
            float[] weight = file.weight(factors.get(i));
            if (factors.size() == 2 && weight.length == 1 && weight[0] == 1) {
                return factors.get(1 - i);
            }
        }
        throw new UnsuitableTrees("the output is multiplied");
    }

    private static Link classifier(ProtoFields node, String output, int column) throws IOException, UnsuitableTrees {
        int labels = size(node, "classlabels_int64s", Onnx.ATTRIBUTE_INTS)
                + size(node, "classlabels_strings", Onnx.ATTRIBUTE_STRINGS);
        if (labels != 2 || column != 1) {
            throw new UnsuitableTrees("column " + column + " of " + labels + " classes");
        }
        if (node.texts(Onnx.NODE_OUTPUT).indexOf(output) != 1) {
            throw new UnsuitableTrees("the output is the label");
        }
        boolean negative = false;
        for (float weight : floats(node, "class_weights")) {
            negative |= weight < 0;
        }
        if (!negative) { // ONNX Runtime takes such sums for probabilities
            throw new UnsuitableTrees("a classifier without a negative leaf");
        }
        return link(node);
    }

    private static Link regressor(ProtoFields node, int column) throws IOException, UnsuitableTrees {
        String aggregate = text(node, "aggregate_function");
        var targets = OnnxFile.attribute(node, "n_targets");
        long count = targets.isPresent() ? targets.get().number(Onnx.ATTRIBUTE_INT) : 1;
        if (!(aggregate.isEmpty() || aggregate.equals("SUM")) || count != 1 || column != 0) {
            throw new UnsuitableTrees("aggregate " + aggregate + ", column " + column + " of " + count);
        }
        Link link = link(node);
        if (link != Link.NONE) { // ONNX Runtime leaves one target as it is
            throw new UnsuitableTrees("a regressor with post_transform " + link);
        }
        return link;
    }

    private static Link link(ProtoFields node) throws IOException, UnsuitableTrees {
        for (String name : DOUBLES) {
            if (OnnxFile.attribute(node, name).isPresent()) {
                throw new UnsuitableTrees("attribute " + name);
            }
        }
        if (floats(node, "base_values").length > 1) {
            throw new UnsuitableTrees("several base values");
        }
        String transform = text(node, "post_transform");
        return switch (transform) {
            case "", "NONE" -> Link.NONE;
            case "LOGISTIC" -> Link.LOGISTIC;
            default -> throw new UnsuitableTrees("post_transform " + transform);
        };
    }

    private static String text(ProtoFields node, String name) throws IOException {
        var attribute = OnnxFile.attribute(node, name);
        return attribute.isPresent() ? attribute.get().text(Onnx.ATTRIBUTE_TEXT) : "";
    }

    private static float[] floats(ProtoFields node, String name) throws IOException {
        var attribute = OnnxFile.attribute(node, name);
        return attribute.isPresent() ? attribute.get().floats(Onnx.ATTRIBUTE_FLOATS) : new float[0];
    }

    private static int size(ProtoFields node, String name, int field) throws IOException {
        var attribute = OnnxFile.attribute(node, name);
        if (attribute.isEmpty()) {
            return 0;
        }
        return field == Onnx.ATTRIBUTE_INTS
                ? attribute.get().numbers(field).length
                : attribute.get().count(field);
    }
}
