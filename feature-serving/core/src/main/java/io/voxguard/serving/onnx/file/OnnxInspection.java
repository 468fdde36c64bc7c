package io.voxguard.serving.onnx.file;

import io.voxguard.serving.model.ModelFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks a graph before ONNX Runtime loads it: a file of a few kilobytes can stand for billions of nodes (functions that call functions) or of elements (a
 * constant of a huge shape).
 */
final class OnnxInspection {
    /** Operators whose output can be larger than their inputs, by a shape that is one of them. */
    private static final List<String> GROWING =
            List.of("ConstantOfShape", "Expand", "Tile", "Range", "RandomNormal", "RandomUniform");

    private final OnnxLimits limits;
    private final Map<String, FunctionProto> functions = new HashMap<>();
    /** Number of nodes that a function stands for, once counted. */
    private final Map<String, Long> sizes = new HashMap<>();

    private OnnxInspection(OnnxLimits limits) {
        this.limits = limits;
    }

    /** @throws ModelFault naming the limit that the model exceeds */
    static void check(ModelProto model, GraphProto graph, OnnxLimits limits) {
        OnnxInspection inspection = new OnnxInspection(limits);
        model.functions.forEach(function -> inspection.functions.put(function.name, function));
        inspection.count(graph.nodes, 0);
        inspection.checkConstants(graph.initializers, graph.nodes);
    }

    private long count(List<NodeProto> nodes, int depth) {
        if (depth > OnnxLimits.MAX_DEPTH) {
            throw OnnxLimits.tooDeep();
        }
        long count = 0;
        for (NodeProto node : nodes) {
            count = bounded(count + 1);
            FunctionProto function = functions.get(node.operator);
            if (function != null) {
                count = bounded(count + count(function, depth));
            }
            for (AttributeProto attribute : node.attributes) {
                checkInside(attribute.allTensors());
                for (GraphProto graph : attribute.allGraphs()) {
                    count = bounded(count + count(graph.nodes, depth + 1));
                    checkInside(graph.initializers);
                    checkConstants(graph.initializers, graph.nodes);
                }
            }
        }
        return count;
    }

    private long count(FunctionProto function, int depth) {
        Long known = sizes.get(function.name);
        if (known == null) {
            known = count(function.nodes, depth + 1);
            checkConstants(List.of(), function.nodes);
            sizes.put(function.name, known);
        }
        return known;
    }

    /** External data is checked, and given to ONNX Runtime, for the weights of the model's own graph only. */
    private static void checkInside(List<TensorProto> tensors) {
        for (TensorProto tensor : tensors) {
            if (tensor.isExternal()) {
                throw new ModelFault("tensor " + tensor.name
                        + ": expected external data for the graph's own weights alone, got it inside a node");
            }
        }
    }

    private long bounded(long count) {
        if (count > limits.nodes()) {
            throw limits.tooManyNodes();
        }
        return count;
    }

    /** Checks the shapes of which a node makes a constant: they are known here, and ONNX Runtime would make the constant while it loads. */
    private void checkConstants(List<TensorProto> weights, List<NodeProto> nodes) {
        Map<String, long[]> known = new HashMap<>();
        weights.forEach(tensor -> known.put(tensor.name, tensor.shapeValues()));
        for (NodeProto node : nodes) {
            if (node.operator.equals("Constant") && !node.outputs.isEmpty()) {
                value(node).ifPresent(values -> known.put(node.outputs.getLast(), values));
            }
        }
        for (NodeProto node : nodes) {
            if (GROWING.contains(node.operator)) {
                for (String input : node.inputs) {
                    checkSize(node.operator, known.getOrDefault(input, new long[0]));
                }
                for (AttributeProto attribute : node.attributes) {
                    checkSize(node.operator, attribute.integers.toArray());
                }
            }
        }
    }

    /** Returns the integers of a Constant node. */
    private static Optional<long[]> value(NodeProto constant) {
        return constant.attributes.stream()
                .map(attribute ->
                        attribute.tensor == null ? attribute.integers.toArray() : attribute.tensor.shapeValues())
                .reduce((first, last) -> last);
    }

    private void checkSize(String operator, long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements *= Math.max(1, Math.min(dimension, limits.elements() + 1));
            if (elements > limits.elements()) {
                throw new ModelFault(
                        operator + ": expected at most " + limits.elements() + " elements, got a larger shape");
            }
        }
    }
}
