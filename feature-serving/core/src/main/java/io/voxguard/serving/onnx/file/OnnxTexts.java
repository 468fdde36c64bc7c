package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.onnx.wire.MessageCopy;
import io.voxguard.serving.onnx.wire.MessageCopy.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Texts in the form in which ONNX Runtime's Java interface passes them: Java's modified UTF-8, in which a character beyond U+FFFF has six bytes instead of four,
 * and NUL has two. A graph that handles texts as wholes (compares, looks up, joins them) works on that form as on UTF-8, once its own texts have it too; then
 * every text goes in and comes out exactly. A graph that inspects the characters of texts keeps its own texts, and is not given such characters; nor may it hold
 * any if it gives out texts, because they would come out as other texts without any sign of it.
 */
public final class OnnxTexts {
    /** Operators that take texts apart, change their case or put them in order. */
    private static final Set<String> INSPECTING =
            Set.of("StringNormalizer", "RegexFullMatch", "Unique", "Tokenizer", "ImageDecoder");

    /** Domains of which every operator is known. */
    private static final Set<String> KNOWN = Set.of("", "ai.onnx", "ai.onnx.ml");

    private static final int FIRST_BYTE_BEYOND_U_FFFF = 0xf0;

    private OnnxTexts() {}

    /** Returns an operator of the model that inspects the characters of texts, or may do so; empty if there is no such operator. */
    static Optional<String> inspectingOperator(ModelProto model) {
        List<String> functions =
                model.functions.stream().map(function -> function.name).toList();
        List<NodeProto> nodes = new ArrayList<>();
        model.functions.forEach(function -> nodes.addAll(function.nodes));
        if (model.graph != null) {
            nodes.addAll(model.graph.nodes);
        }
        return inspectingOperator(nodes, functions);
    }

    private static Optional<String> inspectingOperator(List<NodeProto> nodes, List<String> functions) {
        for (NodeProto node : nodes) {
            boolean known = KNOWN.contains(node.domain) || functions.contains(node.operator);
            if (!known || INSPECTING.contains(node.operator)) {
                return Optional.of(node.operator);
            }
            for (AttributeProto attribute : node.attributes) {
                for (GraphProto graph : attribute.allGraphs()) {
                    Optional<String> found = inspectingOperator(graph.nodes, functions);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a function with its texts in their modified form; null if it has no text of another form. */
    static byte @Nullable [] modifiedFunction(ByteSlice function) throws IOException {
        return MessageCopy.of(function, (field, content) -> switch (field) {
            case Onnx.FUNCTION_NODE -> Content.ofNullable(modifiedNode(content));
            case Onnx.FUNCTION_ATTRIBUTE -> Content.ofNullable(modifiedAttribute(content));
            default -> null;
        });
    }

    private static byte @Nullable [] modifiedGraph(ByteSlice graph) throws IOException {
        return MessageCopy.of(graph, (field, content) -> switch (field) {
            case Onnx.GRAPH_NODE -> Content.ofNullable(modifiedNode(content));
            case Onnx.GRAPH_INITIALIZER -> Content.ofNullable(modifiedTensor(content));
            default -> null;
        });
    }

    /** Returns a node with its texts in their modified form; null if it has no text of another form. */
    static byte @Nullable [] modifiedNode(ByteSlice node) throws IOException {
        return MessageCopy.of(
                node,
                (field, content) ->
                        field == Onnx.NODE_ATTRIBUTE ? Content.ofNullable(modifiedAttribute(content)) : null);
    }

    private static byte @Nullable [] modifiedAttribute(ByteSlice attribute) throws IOException {
        return MessageCopy.of(attribute, (field, content) -> switch (field) {
            case Onnx.ATTRIBUTE_TEXT, Onnx.ATTRIBUTE_STRINGS -> modifiedText(content);
            case Onnx.ATTRIBUTE_TENSOR, Onnx.ATTRIBUTE_TENSORS -> Content.ofNullable(modifiedTensor(content));
            case Onnx.ATTRIBUTE_GRAPH, Onnx.ATTRIBUTE_GRAPHS -> Content.ofNullable(modifiedGraph(content));
            default -> null;
        });
    }

    /** Returns a tensor with its texts in their modified form; null if it has no text of another form. */
    static byte @Nullable [] modifiedTensor(ByteSlice tensor) throws IOException {
        return MessageCopy.of(tensor, (field, content) -> field == Onnx.TENSOR_STRINGS ? modifiedText(content) : null);
    }

    private static @Nullable Content modifiedText(ByteSlice text) {
        return differs(text) ? new Content(modified(text.text())) : null;
    }

    static boolean differs(ByteSlice utf8) {
        for (int i = 0; i < utf8.length(); i++) {
            byte b = utf8.bytes()[utf8.from() + i];
            if (b == 0 || (b & 0xff) >= FIRST_BYTE_BEYOND_U_FFFF) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether modified UTF-8 has another form of the text than UTF-8 has. */
    public static boolean differs(String text) {
        return text.chars().anyMatch(unit -> unit == 0 || Character.isSurrogate((char) unit));
    }

    private static byte[] modified(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit != 0 && unit < 0x80) {
                bytes.write(unit);
            } else if (unit < 0x800) {
                bytes.write(0xc0 | unit >> 6);
                bytes.write(0x80 | unit & 0x3f);
            } else {
                bytes.write(0xe0 | unit >> 12);
                bytes.write(0x80 | unit >> 6 & 0x3f);
                bytes.write(0x80 | unit & 0x3f);
            }
        }
        return bytes.toByteArray();
    }
}
