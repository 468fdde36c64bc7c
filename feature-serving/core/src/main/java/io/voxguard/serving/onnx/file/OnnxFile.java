package io.voxguard.serving.onnx.file;

import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.tensor.DataType;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A model file as ONNX Runtime is given it: inspected, and rewritten if it has tensors that the protocol cannot carry or that ONNX Runtime's Java interface cannot
 * make. A ZipMap (a sequence of maps from class to probability) becomes the tensor that it was made from; an unsigned input becomes a signed one of the same
 * or more bits, and a Cast. Texts get the form in which the interface passes them ({@link OnnxTexts}). Immutable.
 */
public final class OnnxFile {
    static final String ZIP_MAP = "ZipMap";

    private static final Map<Integer, DataType> CAST_TYPES = Map.of(
            Onnx.UINT16, DataType.UINT16,
            Onnx.UINT32, DataType.UINT32,
            Onnx.UINT64, DataType.UINT64);

    private final ModelProto model;
    private final GraphProto graph;
    private final Map<String, List<String>> classes;
    private final Map<String, Integer> castInputs;
    private final Optional<String> inspectingOperator;
    private final byte[] bytes;

    private OnnxFile(byte[] onnx, ModelProto model, GraphProto graph) throws IOException {
        this.model = model;
        this.graph = graph;
        this.classes = classes(graph);
        this.castInputs = castInputs(graph);
        boolean givesTexts = graph.outputs.stream().anyMatch(ValueInfoProto::mayHoldTexts);
        boolean takesOrGivesTexts = givesTexts || graph.inputs.stream().anyMatch(ValueInfoProto::mayHoldTexts);
        this.inspectingOperator = takesOrGivesTexts ? OnnxTexts.inspectingOperator(model) : Optional.empty();
        if (inspectingOperator.isPresent() && givesTexts && model.hasTextsOutsideModifiedUtf8) {
            throw new ModelFault("expected texts of U+0001 to U+FFFF alone in a model that gives texts and whose "
                    + inspectingOperator.get() + " looks into them, got others");
        }
        boolean modifyTexts = takesOrGivesTexts && inspectingOperator.isEmpty() && model.hasTextsOutsideModifiedUtf8;
        this.bytes = modifyTexts || !classes.isEmpty() || !castInputs.isEmpty()
                ? new OnnxRewrite(graph, classes, castInputs, modifyTexts).apply(onnx)
                : onnx;
    }

    /** @throws ModelFault if the bytes are not a model, or exceed the limits */
    public static OnnxFile read(byte[] onnx, OnnxLimits limits) {
        if (onnx.length > limits.bytes()) {
            throw new ModelFault("expected a model of at most " + limits.bytes() + " bytes, got " + onnx.length);
        }
        try {
            ModelProto model = OnnxReader.read(onnx, limits);
            GraphProto graph = model.graph;
            if (graph == null) {
                throw new ModelFault("a model without a graph");
            }
            OnnxInspection.check(model, graph, limits);
            return new OnnxFile(onnx, model, graph);
        } catch (IOException e) {
            throw new ModelFault("expected an ONNX model, got bytes that end early or are none: " + e.getMessage(), e);
        }
    }

    /** Returns the file that ONNX Runtime is given; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the classes of each output that was a ZipMap, in the order of its columns. */
    public Map<String, List<String>> classes() {
        return classes;
    }

    /** Returns the unsigned types of the inputs that are cast, by name. */
    public Map<String, DataType> castInputs() {
        Map<String, DataType> types = new HashMap<>();
        castInputs.forEach((name, elementType) -> types.put(name, castType(elementType)));
        return types;
    }

    /** Returns the graph's weights whose data lies in other files. */
    public List<ExternalTensor> externalWeights() {
        return graph.initializers.stream()
                .filter(TensorProto::isExternal)
                .map(ExternalTensor::of)
                .toList();
    }

    /** Returns an operator that inspects the characters of texts, so that not every text can be given to the model; empty if every text can. */
    public Optional<String> inspectingOperator() {
        return inspectingOperator;
    }

    /** Returns the name of the input that takes an unsigned one's place. */
    public static String signed(String input) {
        return input + "/as_int64";
    }

    GraphProto graph() {
        return graph;
    }

    boolean hasFunctions() {
        return !model.functions.isEmpty();
    }

    private static Map<String, List<String>> classes(GraphProto graph) {
        Map<String, List<String>> classes = new HashMap<>();
        for (NodeProto node : graph.nodes(ZIP_MAP)) {
            classes.put(node.outputs.isEmpty() ? "" : node.outputs.getLast(), labels(node));
        }
        return classes;
    }

    private static List<String> labels(NodeProto zipMap) {
        List<String> texts = zipMap.texts("classlabels_strings");
        return texts.isEmpty()
                ? LongStream.of(zipMap.integers("classlabels_int64s"))
                        .mapToObj(Long::toString)
                        .toList()
                : texts;
    }

    private static Map<String, Integer> castInputs(GraphProto graph) {
        Map<String, Integer> cast = new LinkedHashMap<>();
        for (ValueInfoProto input : graph.inputsWithoutInitializer()) {
            if (CAST_TYPES.containsKey(input.elementType)) {
                cast.put(input.name, input.elementType);
            }
        }
        return cast;
    }

    private static DataType castType(int elementType) {
        DataType type = CAST_TYPES.get(elementType);
        if (type == null) {
            throw new IllegalArgumentException("element type " + elementType + " is not cast");
        }
        return type;
    }
}
