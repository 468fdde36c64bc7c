package io.voxguard.serving.onnx.file;

import io.voxguard.catalogue.document.ProtoFields;
import io.voxguard.serving.model.ModelFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model file as it is given to ONNX Runtime: looked over, and rewritten where its tensors would be nothing that a protocol of tensors can carry, or that
 * ONNX Runtime's Java interface can make. A ZipMap (a sequence of maps from class to probability) becomes the tensor that it was made from; an
 * unsigned input becomes a signed one of the same or more bits, and a Cast. Texts get the form that the interface passes them in ({@link OnnxTexts}).
 */
public final class OnnxFile {
    private final ProtoFields model;
    private final ProtoFields graph;
    private final Map<String, List<String>> classes = new HashMap<>();
    private final Map<String, Integer> castInputs = new HashMap<>();
    private final Optional<String> lookingIntoTexts;
    private final byte[] bytes;

    private OnnxFile(byte[] onnx, ProtoFields model, ProtoFields graph) throws IOException {
        this.model = model;
        this.graph = graph;
        boolean takesOrGivesTexts = hasTexts(Onnx.GRAPH_INPUT) || hasTexts(Onnx.GRAPH_OUTPUT);
        boolean rewritten = zipMaps() | unsignedInputs();
        this.lookingIntoTexts = takesOrGivesTexts ? OnnxTexts.lookingInto(model) : Optional.empty();
        if (takesOrGivesTexts && lookingIntoTexts.isEmpty()) {
            rewritten |= OnnxTexts.rewriteGraph(graph) | OnnxTexts.rewriteFunctions(model);
        } else if (lookingIntoTexts.isPresent() && hasTexts(Onnx.GRAPH_OUTPUT)) {
            checkOwnTexts(onnx);
        }
        if (rewritten) {
            model.replace(Onnx.MODEL_GRAPH, List.of(graph.toBytes()));
        }
        this.bytes = rewritten ? model.toBytes() : onnx;
    }

    /** @throws ModelFault when the bytes are no model, or hold more than the limits allow */
    public static OnnxFile read(byte[] onnx, OnnxLimits limits) {
        if (onnx.length > limits.bytes()) {
            throw new ModelFault("expected a model of at most " + limits.bytes() + " bytes, got " + onnx.length);
        }
        try {
            ProtoFields model = ProtoFields.of(onnx);
            OnnxInspection.check(model, limits);
            ProtoFields graph =
                    model.message(Onnx.MODEL_GRAPH).orElseThrow(() -> new ModelFault("a model without a graph"));
            return new OnnxFile(onnx, model, graph);
        } catch (IOException e) {
            throw new ModelFault("expected an ONNX model, got bytes that end early or are none: " + e.getMessage(), e);
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    /** The names of the graph's inputs, in their order; initializers are none. */
    List<String> inputs() throws IOException {
        List<String> weights = new ArrayList<>();
        for (ProtoFields tensor : graph.messages(Onnx.GRAPH_INITIALIZER)) {
            weights.add(tensor.text(Onnx.TENSOR_NAME));
        }
        List<String> names = names(Onnx.GRAPH_INPUT);
        names.removeAll(weights);
        return names;
    }

    /** By output that was a ZipMap, its classes in the order of the columns. */
    public Map<String, List<String>> classes() {
        return classes;
    }

    /** By input that is cast, its unsigned element type of ONNX. */
    public Map<String, Integer> castInputs() {
        return castInputs;
    }

    /** The initializers that lie in other files. */
    public List<ProtoFields> external() throws IOException {
        List<ProtoFields> found = new ArrayList<>();
        for (ProtoFields tensor : graph.messages(Onnx.GRAPH_INITIALIZER)) {
            if (tensor.number(Onnx.TENSOR_LOCATION) == 1 || tensor.has(Onnx.TENSOR_EXTERNAL)) {
                found.add(tensor);
            }
        }
        return found;
    }

    /** @throws ModelFault when the model has texts that it would give as others */
    private void checkOwnTexts(byte[] onnx) throws IOException {
        ProtoFields copy = ProtoFields.of(onnx);
        boolean others = OnnxTexts.rewriteFunctions(copy);
        for (ProtoFields part : copy.messages(Onnx.MODEL_GRAPH)) {
            others |= OnnxTexts.rewriteGraph(part);
        }
        if (others) {
            throw new ModelFault("expected texts of U+0001 to U+FFFF alone in a model that gives texts and whose "
                    + lookingIntoTexts.orElse("") + " looks into them, got others");
        }
    }

    /** An operator that looks into texts, so that not every text can be given to the model exactly; empty where every text can. */
    public Optional<String> lookingIntoTexts() {
        return lookingIntoTexts;
    }

    /** Whether an input or output is a text, or of a type that is not said. */
    private boolean hasTexts(int field) throws IOException {
        for (ProtoFields value : graph.messages(field)) {
            int element = OnnxTypes.element(value);
            if (element == Onnx.STRING || element == 0) {
                return true;
            }
        }
        return false;
    }

    boolean hasFunctions() {
        return model.has(Onnx.MODEL_FUNCTIONS);
    }

    /** The values of an initializer of floats that lies in the file; none where there is no such one. */
    float[] weight(String name) throws IOException {
        for (ProtoFields tensor : graph.messages(Onnx.GRAPH_INITIALIZER)) {
            if (tensor.text(Onnx.TENSOR_NAME).equals(name) && tensor.number(Onnx.TENSOR_TYPE) == Onnx.FLOAT) {
                if (!tensor.has(Onnx.TENSOR_RAW)) {
                    return tensor.floats(Onnx.TENSOR_FLOATS);
                }
                FloatBuffer raw = ByteBuffer.wrap(tensor.bytes(Onnx.TENSOR_RAW).getLast())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
                float[] values = new float[raw.remaining()];
                raw.get(values);
                return values;
            }
        }
        return new float[0];
    }

    List<ProtoFields> nodes() throws IOException {
        return graph.messages(Onnx.GRAPH_NODE);
    }

    /** The nodes of one kind. */
    List<ProtoFields> nodes(String op) throws IOException {
        List<ProtoFields> found = new ArrayList<>();
        for (ProtoFields node : graph.messages(Onnx.GRAPH_NODE)) {
            if (node.text(Onnx.NODE_OP).equals(op)) {
                found.add(node);
            }
        }
        return found;
    }

    /** An attribute of a node. */
    static Optional<ProtoFields> attribute(ProtoFields node, String name) throws IOException {
        for (ProtoFields attribute : node.messages(Onnx.NODE_ATTRIBUTE)) {
            if (attribute.text(Onnx.ATTRIBUTE_NAME).equals(name)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    private List<String> names(int field) throws IOException {
        List<String> names = new ArrayList<>();
        for (ProtoFields value : graph.messages(field)) {
            names.add(value.text(Onnx.VALUE_NAME));
        }
        return names;
    }

    private boolean zipMaps() throws IOException {
        List<byte[]> nodes = new ArrayList<>();
        for (byte[] message : graph.bytes(Onnx.GRAPH_NODE)) {
            ProtoFields node = ProtoFields.of(message);
            boolean zipMap = node.text(Onnx.NODE_OP).equals("ZipMap");
            if (zipMap) {
                classes.put(node.text(Onnx.NODE_OUTPUT), labels(node));
                node.replace(Onnx.NODE_OP, List.of(utf8("Identity")));
                node.replace(Onnx.NODE_DOMAIN, List.of());
                node.replace(Onnx.NODE_ATTRIBUTE, List.of());
            }
            nodes.add(zipMap ? node.toBytes() : message);
        }
        if (classes.isEmpty()) {
            return false;
        }
        graph.replace(Onnx.GRAPH_NODE, nodes);
        List<byte[]> outputs = new ArrayList<>();
        for (byte[] message : graph.bytes(Onnx.GRAPH_OUTPUT)) {
            ProtoFields output = ProtoFields.of(message);
            List<String> labels = classes.get(output.text(Onnx.VALUE_NAME));
            if (labels != null) {
                output.replace(Onnx.VALUE_TYPE, List.of(OnnxTypes.floats(labels.size())));
            }
            outputs.add(labels == null ? message : output.toBytes());
        }
        graph.replace(Onnx.GRAPH_OUTPUT, outputs);
        return true;
    }

    private static List<String> labels(ProtoFields node) throws IOException {
        Optional<ProtoFields> strings = attribute(node, "classlabels_strings");
        if (strings.isPresent() && strings.get().has(Onnx.ATTRIBUTE_STRINGS)) {
            return strings.get().texts(Onnx.ATTRIBUTE_STRINGS);
        }
        Optional<ProtoFields> integers = attribute(node, "classlabels_int64s");
        List<String> labels = new ArrayList<>();
        if (integers.isPresent()) {
            for (long label : integers.get().numbers(Onnx.ATTRIBUTE_INTS)) {
                labels.add(Long.toString(label));
            }
        }
        return labels;
    }

    private boolean unsignedInputs() throws IOException {
        List<byte[]> casts = new ArrayList<>();
        List<byte[]> inputs = new ArrayList<>();
        List<String> real = inputs();
        for (byte[] message : graph.bytes(Onnx.GRAPH_INPUT)) {
            ProtoFields input = ProtoFields.of(message);
            String name = input.text(Onnx.VALUE_NAME);
            int element = real.contains(name) ? OnnxTypes.element(input) : 0;
            if (element == Onnx.UINT16 || element == Onnx.UINT32 || element == Onnx.UINT64) {
                castInputs.put(name, element);
                casts.add(OnnxTypes.cast(signed(name), name, element));
                inputs.add(OnnxTypes.renamed(input, signed(name), Onnx.INT64));
            } else {
                inputs.add(message);
            }
        }
        if (casts.isEmpty()) {
            return false;
        }
        casts.addAll(graph.bytes(Onnx.GRAPH_NODE));
        graph.replace(Onnx.GRAPH_NODE, casts);
        graph.replace(Onnx.GRAPH_INPUT, inputs);
        return true;
    }

    /** What the input is called that takes an unsigned one's place. */
    public static String signed(String input) {
        return input + "/as_int64";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
