package io.voxguard.serving.onnx.file;

import io.voxguard.catalogue.document.ProtoFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The texts of a graph as ONNX Runtime's Java interface passes texts in and out. That is Java's modified UTF-8: a character beyond U+FFFF has six bytes
 * instead of four, and NUL has two. A graph that takes texts as wholes (compares, looks up, joins them) works on that form as it does on UTF-8, once its own
 * texts have it too; then every text goes in and comes out exactly. A graph that looks into texts keeps its own, and is not given such characters; nor may it
 * have any where it gives texts, because they come out as other texts and nothing shows it.
 */
public final class OnnxTexts {
    /** Operators that take texts apart, change their case or put them in order. */
    private static final Set<String> LOOKING_INTO =
            Set.of("StringNormalizer", "RegexFullMatch", "Unique", "Tokenizer", "ImageDecoder");

    /** Domains of which every operator is known. */
    private static final Set<String> KNOWN = Set.of("", "ai.onnx", "ai.onnx.ml");

    private OnnxTexts() {}

    /** Returns an operator of the model that looks into texts, or may do so; empty where none does. */
    static Optional<String> lookingInto(ProtoFields model) throws IOException {
        List<ProtoFields> functions = model.messages(Onnx.MODEL_FUNCTIONS);
        List<String> written = new ArrayList<>();
        List<ProtoFields> nodes = new ArrayList<>();
        for (ProtoFields function : functions) {
            written.add(function.text(Onnx.FUNCTION_NAME));
            nodes.addAll(function.messages(Onnx.FUNCTION_NODE));
        }
        for (ProtoFields graph : model.messages(Onnx.MODEL_GRAPH)) {
            nodes.addAll(graph.messages(Onnx.GRAPH_NODE));
        }
        return lookingInto(nodes, written);
    }

    private static Optional<String> lookingInto(List<ProtoFields> nodes, List<String> functions) throws IOException {
        for (ProtoFields node : nodes) {
            String op = node.text(Onnx.NODE_OP);
            boolean known = KNOWN.contains(node.text(Onnx.NODE_DOMAIN)) || functions.contains(op);
            if (!known || LOOKING_INTO.contains(op)) {
                return Optional.of(op);
            }
            for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
                List<ProtoFields> graphs = new ArrayList<>(attribute.messages(Onnx.ATTRIBUTE_GRAPH));
                graphs.addAll(attribute.messages(Onnx.ATTRIBUTE_GRAPHS));
                for (ProtoFields graph : graphs) {
                    Optional<String> below = lookingInto(graph.messages(Onnx.GRAPH_NODE), functions);
                    if (below.isPresent()) {
                        return below;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Gives the texts of a graph their modified form. Returns whether any of them has another one. */
    static boolean rewriteGraph(ProtoFields graph) throws IOException {
        return each(graph, Onnx.GRAPH_NODE, OnnxTexts::rewriteNode)
                | each(graph, Onnx.GRAPH_INITIALIZER, tensor -> texts(tensor, Onnx.TENSOR_STRINGS));
    }

    /** Gives the texts of a model's functions their modified form. */
    static boolean rewriteFunctions(ProtoFields model) throws IOException {
        return each(
                model,
                Onnx.MODEL_FUNCTIONS,
                function -> each(function, Onnx.FUNCTION_NODE, OnnxTexts::rewriteNode)
                        | each(function, Onnx.FUNCTION_ATTRIBUTE, OnnxTexts::rewriteAttribute));
    }

    private static boolean rewriteNode(ProtoFields node) throws IOException {
        return each(node, Onnx.NODE_ATTRIBUTE, OnnxTexts::rewriteAttribute);
    }

    private static boolean rewriteAttribute(ProtoFields attribute) throws IOException {
        return texts(attribute, Onnx.ATTRIBUTE_TEXT)
                | texts(attribute, Onnx.ATTRIBUTE_STRINGS)
                | each(attribute, Onnx.ATTRIBUTE_TENSOR, tensor -> texts(tensor, Onnx.TENSOR_STRINGS))
                | each(attribute, Onnx.ATTRIBUTE_TENSORS, tensor -> texts(tensor, Onnx.TENSOR_STRINGS))
                | each(attribute, Onnx.ATTRIBUTE_GRAPH, OnnxTexts::rewriteGraph)
                | each(attribute, Onnx.ATTRIBUTE_GRAPHS, OnnxTexts::rewriteGraph);
    }

    private interface Rewriting {
        boolean rewrite(ProtoFields message) throws IOException;
    }

    private static boolean each(ProtoFields parent, int field, Rewriting rewriting) throws IOException {
        boolean any = false;
        List<ProtoFields> messages = parent.messages(field);
        List<byte[]> rewritten = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (rewriting.rewrite(messages.get(i))) {
                if (!any) {
                    rewritten.addAll(parent.bytes(field));
                    any = true;
                }
                rewritten.set(i, messages.get(i).toBytes());
            }
        }
        if (any) {
            parent.replace(field, rewritten);
        }
        return any;
    }

    private static boolean texts(ProtoFields parent, int field) throws IOException {
        List<byte[]> texts = parent.bytes(field);
        if (texts.stream().noneMatch(OnnxTexts::differs)) {
            return false;
        }
        parent.replace(
                field,
                texts.stream()
                        .map(text -> differs(text) ? modified(new String(text, StandardCharsets.UTF_8)) : text)
                        .toList());
        return true;
    }

    private static boolean differs(byte[] utf8) {
        for (byte b : utf8) {
            if (b == 0 || (b & 0xff) >= 0xf0) {
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
