package io.voxguard.serving.onnx.file;

import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.onnx.wire.FieldReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model file from its first byte to its last, once. Fields that nothing here asks for are passed over; large data stays where it lies. As protobuf has
 * it, a field that comes again is merged (messages), appended (lists) or replaced (all others).
 */
final class OnnxReader {
    private final FieldReader in;
    private final OnnxLimits limits;
    private final ModelProto model = new ModelProto();
    private long nodes;
    private int depth;

    private OnnxReader(byte[] file, OnnxLimits limits) {
        this.in = new FieldReader(ByteSlice.all(file));
        this.limits = limits;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if the bytes are not a protobuf message of these fields
     * @throws ModelFault if there are more nodes, or deeper graphs, than the limits allow
     */
    static ModelProto read(byte[] file, OnnxLimits limits) throws IOException {
        return new OnnxReader(file, limits).model();
    }

    private ModelProto model() throws IOException {
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.MODEL_GRAPH -> model.graph = graph(model.graph);
                case Onnx.MODEL_FUNCTIONS -> model.functions.add(function());
                default -> in.skip();
            }
        }
        return model;
    }

    private FunctionProto function() throws IOException {
        FunctionProto function = new FunctionProto();
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.FUNCTION_NAME -> function.name = in.text();
                case Onnx.FUNCTION_NODE -> function.nodes.add(node());
                case Onnx.FUNCTION_ATTRIBUTE -> attribute(); // the default of an attribute, read for its texts
                default -> in.skip();
            }
        }
        in.leave(outer);
        return function;
    }

    private GraphProto graph(@Nullable GraphProto before) throws IOException {
        GraphProto graph = before == null ? new GraphProto() : before;
        if (depth > OnnxLimits.MAX_DEPTH) {
            throw OnnxLimits.tooDeep();
        }
        depth++;
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.GRAPH_NODE -> graph.nodes.add(node());
                case Onnx.GRAPH_INITIALIZER -> graph.initializers.add(tensor(new TensorProto()));
                case Onnx.GRAPH_INPUT -> graph.inputs.add(value());
                case Onnx.GRAPH_OUTPUT -> graph.outputs.add(value());
                default -> in.skip();
            }
        }
        in.leave(outer);
        depth--;
        return graph;
    }

    private NodeProto node() throws IOException {
        if (++nodes > limits.nodes()) {
            throw limits.tooManyNodes();
        }
        NodeProto node = new NodeProto();
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.NODE_INPUT -> node.inputs.add(in.text());
                case Onnx.NODE_OUTPUT -> node.outputs.add(in.text());
                case Onnx.NODE_OP -> node.operator = in.text();
                case Onnx.NODE_DOMAIN -> node.domain = in.text();
                case Onnx.NODE_ATTRIBUTE -> node.attributes.add(attribute());
                default -> in.skip();
            }
        }
        in.leave(outer);
        return node;
    }

    private AttributeProto attribute() throws IOException {
        AttributeProto attribute = new AttributeProto();
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.ATTRIBUTE_NAME -> attribute.name = in.text();
                case Onnx.ATTRIBUTE_INT -> attribute.integer = in.integer();
                case Onnx.ATTRIBUTE_TEXT -> attribute.text = valueText();
                case Onnx.ATTRIBUTE_TENSOR ->
                    attribute.tensor = tensor(attribute.tensor == null ? new TensorProto() : attribute.tensor);
                case Onnx.ATTRIBUTE_GRAPH -> attribute.graph = graph(attribute.graph);
                case Onnx.ATTRIBUTE_FLOATS -> in.floats(attribute.floats);
                case Onnx.ATTRIBUTE_INTS -> in.integers(attribute.integers);
                case Onnx.ATTRIBUTE_STRINGS -> attribute.texts.add(valueText());
                case Onnx.ATTRIBUTE_TENSORS -> attribute.tensors.add(tensor(new TensorProto()));
                case Onnx.ATTRIBUTE_GRAPHS -> attribute.graphs.add(graph(null));
                default -> in.skip();
            }
        }
        in.leave(outer);
        return attribute;
    }

    private TensorProto tensor(TensorProto tensor) throws IOException {
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.TENSOR_DIMS -> in.integers(tensor.dimensions);
                case Onnx.TENSOR_TYPE -> tensor.elementType = (int) in.integer();
                case Onnx.TENSOR_FLOATS -> in.floats(tensor.floats);
                case Onnx.TENSOR_STRINGS -> valueText();
                case Onnx.TENSOR_INT64S -> in.integers(tensor.integers);
                case Onnx.TENSOR_NAME -> tensor.name = in.text();
                case Onnx.TENSOR_RAW -> tensor.rawData = in.slice();
                case Onnx.TENSOR_EXTERNAL -> externalData(tensor);
                case Onnx.TENSOR_LOCATION -> tensor.location = in.integer();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return tensor;
    }

    private void externalData(TensorProto tensor) throws IOException {
        String key = "";
        String value = "";
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.ENTRY_KEY -> key = in.text();
                case Onnx.ENTRY_VALUE -> value = in.text();
                default -> in.skip();
            }
        }
        in.leave(outer);
        tensor.externalData.put(key, value);
    }

    private ValueInfoProto value() throws IOException {
        ValueInfoProto value = new ValueInfoProto();
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.VALUE_NAME -> value.name = in.text();
                case Onnx.VALUE_TYPE -> type(value);
                default -> in.skip();
            }
        }
        in.leave(outer);
        return value;
    }

    private void type(ValueInfoProto value) throws IOException {
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            if (field == Onnx.TYPE_TENSOR) {
                tensorType(value);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private void tensorType(ValueInfoProto value) throws IOException {
        int outer = in.enter();
        for (int field = in.next(); field != FieldReader.END; field = in.next()) {
            switch (field) {
                case Onnx.TENSOR_TYPE_ELEMENT -> value.elementType = (int) in.integer();
                case Onnx.TENSOR_TYPE_SHAPE -> value.shape.add(in.slice());
                default -> in.skip();
            }
        }
        in.leave(outer);
    }

    /** Reads a text that the model compares, looks up or gives out. */
    private ByteSlice valueText() throws IOException {
        ByteSlice text = in.slice();
        model.hasTextsOutsideModifiedUtf8 |= OnnxTexts.differs(text);
        return text;
    }
}
