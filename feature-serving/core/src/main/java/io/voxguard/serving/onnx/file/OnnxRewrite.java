package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.onnx.wire.MessageCopy;
import io.voxguard.serving.onnx.wire.MessageCopy.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites a model file: ZipMaps become tensors, unsigned inputs are cast from signed ones, and texts get their modified form. */
final class OnnxRewrite {
    private static final byte[] IDENTITY = "Identity".getBytes(StandardCharsets.US_ASCII);

    private final GraphProto graph;
    private final Map<String, List<String>> classes;
    private final Map<String, Integer> castInputs;
    private final boolean modifyTexts;
    private boolean castsWritten;
    private int nextNode;
    private int nextInput;
    private int nextOutput;

    /**
     * A rewrite of one file.
     *
     * @param classes by output of a ZipMap, its classes
     * @param castInputs by input, its unsigned element type
     * @param modifyTexts whether texts get their modified form
     */
    OnnxRewrite(
            GraphProto graph, Map<String, List<String>> classes, Map<String, Integer> castInputs, boolean modifyTexts) {
        this.graph = graph;
        this.classes = classes;
        this.castInputs = castInputs;
        this.modifyTexts = modifyTexts;
    }

    byte[] apply(byte[] file) throws IOException {
        byte[] rewritten = MessageCopy.of(ByteSlice.all(file), (field, content) -> switch (field) {
            case Onnx.MODEL_GRAPH -> Content.ofNullable(withCasts(graph(content), content));
            case Onnx.MODEL_FUNCTIONS -> modifyTexts ? Content.ofNullable(OnnxTexts.modifiedFunction(content)) : null;
            default -> null;
        });
        return rewritten == null ? file : rewritten;
    }

    private byte @Nullable [] graph(ByteSlice content) throws IOException {
        return MessageCopy.of(content, (field, part) -> switch (field) {
            case Onnx.GRAPH_NODE -> Content.ofNullable(node(graph.nodes.get(nextNode++), part));
            case Onnx.GRAPH_INPUT -> Content.ofNullable(input(graph.inputs.get(nextInput++)));
            case Onnx.GRAPH_OUTPUT -> Content.ofNullable(output(graph.outputs.get(nextOutput++), part));
            case Onnx.GRAPH_INITIALIZER -> modifyTexts ? Content.ofNullable(OnnxTexts.modifiedTensor(part)) : null;
            default -> null;
        });
    }

    private byte @Nullable [] node(NodeProto node, ByteSlice content) throws IOException {
        if (!node.operator.equals(OnnxFile.ZIP_MAP)) {
            return modifyTexts ? OnnxTexts.modifiedNode(content) : null;
        }
        return MessageCopy.of(content, (field, part) -> switch (field) {
            case Onnx.NODE_OP -> new Content(IDENTITY);
            case Onnx.NODE_DOMAIN, Onnx.NODE_ATTRIBUTE -> Content.LEFT_OUT;
            default -> null;
        });
    }

    private byte @Nullable [] input(ValueInfoProto input) throws IOException {
        return castInputs.containsKey(input.name)
                ? OnnxMessages.renamed(input, OnnxFile.signed(input.name), Onnx.INT64)
                : null;
    }

    private byte @Nullable [] output(ValueInfoProto output, ByteSlice content) throws IOException {
        List<String> labels = classes.get(output.name);
        if (labels == null) {
            return null;
        }
        byte[] type = OnnxMessages.floatRows(labels.size());
        return MessageCopy.of(content, (field, part) -> field == Onnx.VALUE_TYPE ? new Content(type) : null);
    }

    /** Puts the casts before all other nodes: a node comes after those whose outputs it takes. */
    private byte @Nullable [] withCasts(byte @Nullable [] rewritten, ByteSlice original) throws IOException {
        if (castInputs.isEmpty() || castsWritten) {
            return rewritten;
        }
        castsWritten = true;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(OnnxMessages.message(out -> {
            for (Map.Entry<String, Integer> input : castInputs.entrySet()) {
                String name = input.getKey();
                out.writeByteArray(Onnx.GRAPH_NODE, OnnxMessages.cast(OnnxFile.signed(name), name, input.getValue()));
            }
        }));
        if (rewritten == null) {
            all.write(original.bytes(), original.from(), original.length());
        } else {
            all.write(rewritten);
        }
        return all.toByteArray();
    }
}
