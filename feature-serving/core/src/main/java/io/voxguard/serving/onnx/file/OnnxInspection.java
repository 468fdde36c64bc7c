package io.voxguard.serving.onnx.file;

import io.voxguard.catalogue.document.ProtoFields;
import io.voxguard.serving.model.ModelFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks over a graph before it is loaded: a file of a few kilobytes can stand for billions of nodes (functions that call functions) or of
 * elements (a constant of a huge shape). Field numbers are those of {@code onnx.proto}.
 */
final class OnnxInspection {
    private static final int MAX_DEPTH = 16;
    private static final List<String> GROWING =
            List.of("ConstantOfShape", "Expand", "Tile", "Range", "RandomNormal", "RandomUniform");

    private final OnnxLimits limits;
    private final Map<String, ProtoFields> functions = new HashMap<>();
    /** How many nodes a function stands for, once known. */
    private final Map<String, Long> sizes = new HashMap<>();

    private OnnxInspection(OnnxLimits limits) {
        this.limits = limits;
    }

    /** @throws ModelFault saying what there is too much of */
    static void check(ProtoFields model, OnnxLimits limits) throws IOException {
        OnnxInspection inspection = new OnnxInspection(limits);
        for (ProtoFields function : model.messages(Onnx.MODEL_FUNCTIONS)) {
            inspection.functions.put(function.text(Onnx.FUNCTION_NAME), function);
        }
        ProtoFields graph =
                model.message(Onnx.MODEL_GRAPH).orElseThrow(() -> new ModelFault("a model without a graph"));
        inspection.nodes(graph.messages(Onnx.GRAPH_NODE), 0);
        inspection.constants(graph.messages(Onnx.GRAPH_INITIALIZER), graph.messages(Onnx.GRAPH_NODE));
    }

    private long nodes(List<ProtoFields> nodes, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new ModelFault("expected subgraphs and functions at most " + MAX_DEPTH + " deep, got more");
        }
        long count = 0;
        for (ProtoFields node : nodes) {
            count = bounded(count + 1);
            ProtoFields function = functions.get(node.text(Onnx.NODE_OP));
            if (function != null) {
                count = bounded(count + function(node.text(Onnx.NODE_OP), function, depth));
            }
            for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
                inside(attribute.messages(Onnx.ATTRIBUTE_TENSOR));
                for (int field : new int[] {Onnx.ATTRIBUTE_GRAPH, Onnx.ATTRIBUTE_GRAPHS}) {
                    for (ProtoFields graph : attribute.messages(field)) {
                        List<ProtoFields> below = graph.messages(Onnx.GRAPH_NODE);
                        count = bounded(count + nodes(below, depth + 1));
                        inside(graph.messages(Onnx.GRAPH_INITIALIZER));
                        constants(graph.messages(Onnx.GRAPH_INITIALIZER), below);
                    }
                }
            }
        }
        return count;
    }

    private long function(String name, ProtoFields function, int depth) throws IOException {
        Long known = sizes.get(name);
        if (known == null) {
            known = nodes(function.messages(Onnx.FUNCTION_NODE), depth + 1);
            constants(List.of(), function.messages(Onnx.FUNCTION_NODE));
            sizes.put(name, known);
        }
        return known;
    }

    /** Data in other files is looked after for the weights of the graph itself, and for nothing else. */
    private static void inside(List<ProtoFields> tensors) throws IOException {
        for (ProtoFields tensor : tensors) {
            if (tensor.has(Onnx.TENSOR_EXTERNAL) || tensor.number(Onnx.TENSOR_LOCATION) != 0) {
                throw new ModelFault("tensor " + tensor.text(Onnx.TENSOR_NAME)
                        + ": expected external data for the graph's own weights alone, got it inside a node");
            }
        }
    }

    private long bounded(long count) {
        if (count > limits.nodes()) {
            throw new ModelFault("expected at most " + limits.nodes() + " nodes, with functions written out, got more");
        }
        return count;
    }

    /** Constants that a node would blow up: the shape that it makes is known here, and ONNX Runtime would make it while it loads. */
    private void constants(List<ProtoFields> weights, List<ProtoFields> nodes) throws IOException {
        Map<String, long[]> known = new HashMap<>();
        for (ProtoFields tensor : weights) {
            known.put(tensor.text(Onnx.TENSOR_NAME), integers(tensor));
        }
        for (ProtoFields node : nodes) {
            if (node.text(Onnx.NODE_OP).equals("Constant")) {
                for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
                    long[] values = attribute.has(Onnx.ATTRIBUTE_TENSOR)
                            ? integers(attribute.messages(Onnx.ATTRIBUTE_TENSOR).getLast())
                            : attribute.numbers(Onnx.ATTRIBUTE_INTS);
                    known.put(node.text(Onnx.NODE_OUTPUT), values);
                }
            }
        }
        for (ProtoFields node : nodes) {
            String op = node.text(Onnx.NODE_OP);
            if (GROWING.contains(op)) {
                for (String input : node.texts(Onnx.NODE_INPUT)) {
                    small(op, known.getOrDefault(input, new long[0]));
                }
                for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
                    small(op, attribute.numbers(Onnx.ATTRIBUTE_INTS));
                }
            }
        }
    }

    private void small(String op, long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements *= Math.max(1, Math.min(dimension, limits.elements() + 1));
            if (elements > limits.elements()) {
                throw new ModelFault(op + ": expected at most " + limits.elements() + " elements, got a larger shape");
            }
        }
    }

    /** The values of a small tensor of 64-bit integers; none of another. */
    private static long[] integers(ProtoFields tensor) throws IOException {
        if (tensor.number(Onnx.TENSOR_TYPE) != Onnx.INT64) {
            return new long[0];
        }
        if (!tensor.has(Onnx.TENSOR_RAW)) {
            return tensor.numbers(Onnx.TENSOR_INT64S);
        }
        ByteBuffer raw =
                ByteBuffer.wrap(tensor.bytes(Onnx.TENSOR_RAW).getLast()).order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[Math.min(raw.remaining() / Long.BYTES, 64)];
        raw.asLongBuffer().get(values);
        return values;
    }
}
