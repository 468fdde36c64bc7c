package io.voxguard.serving.onnx.file;

/** Field numbers and element types of {@code onnx.proto}, those that are looked at here. */
public final class Onnx {
    public static final int MODEL_GRAPH = 7;
    public static final int MODEL_FUNCTIONS = 25;

    public static final int GRAPH_NODE = 1;
    public static final int GRAPH_INITIALIZER = 5;
    public static final int GRAPH_INPUT = 11;
    public static final int GRAPH_OUTPUT = 12;

    public static final int FUNCTION_NAME = 1;
    public static final int FUNCTION_NODE = 7;
    public static final int FUNCTION_ATTRIBUTE = 11;

    public static final int NODE_INPUT = 1;
    public static final int NODE_OUTPUT = 2;
    public static final int NODE_OP = 4;
    public static final int NODE_ATTRIBUTE = 5;
    public static final int NODE_DOMAIN = 7;

    public static final int ATTRIBUTE_NAME = 1;
    public static final int ATTRIBUTE_INT = 3;
    public static final int ATTRIBUTE_TEXT = 4;
    public static final int ATTRIBUTE_TENSOR = 5;
    public static final int ATTRIBUTE_GRAPH = 6;
    public static final int ATTRIBUTE_FLOATS = 7;
    public static final int ATTRIBUTE_INTS = 8;
    public static final int ATTRIBUTE_STRINGS = 9;
    public static final int ATTRIBUTE_TENSORS = 10;
    public static final int ATTRIBUTE_GRAPHS = 11;

    public static final int TENSOR_DIMS = 1;
    public static final int TENSOR_TYPE = 2;
    public static final int TENSOR_FLOATS = 4;
    public static final int TENSOR_STRINGS = 6;
    public static final int TENSOR_INT64S = 7;
    public static final int TENSOR_NAME = 8;
    public static final int TENSOR_RAW = 9;
    public static final int TENSOR_EXTERNAL = 13;
    public static final int TENSOR_LOCATION = 14;

    public static final int VALUE_NAME = 1;
    public static final int VALUE_TYPE = 2;
    public static final int TYPE_TENSOR = 1;
    public static final int TENSOR_TYPE_ELEMENT = 1;

    public static final int FLOAT = 1;
    public static final int UINT16 = 4;
    public static final int INT64 = 7;
    public static final int STRING = 8;
    public static final int UINT32 = 12;
    public static final int UINT64 = 13;

    private Onnx() {}
}
