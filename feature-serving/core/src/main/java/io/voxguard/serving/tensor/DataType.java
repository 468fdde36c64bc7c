package io.voxguard.serving.tensor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The element types of the Open Inference Protocol. A type that is added here does not compile before JSON, binary data, gRPC and ONNX Runtime have an answer
 * to it: switches over the types have no default.
 */
public enum DataType {
    BOOL(1, "TYPE_BOOL"),
    UINT8(1, "TYPE_UINT8"),
    UINT16(2, "TYPE_UINT16"),
    UINT32(4, "TYPE_UINT32"),
    UINT64(8, "TYPE_UINT64"),
    INT8(1, "TYPE_INT8"),
    INT16(2, "TYPE_INT16"),
    INT32(4, "TYPE_INT32"),
    INT64(8, "TYPE_INT64"),
    FP16(2, "TYPE_FP16"),
    FP32(4, "TYPE_FP32"),
    FP64(8, "TYPE_FP64"),
    /** Strings of bytes, each of its own length. */
    BYTES(0, "TYPE_STRING");

    private static final Map<String, DataType> BY_NAME = new TreeMap<>();

    static {
        for (DataType type : values()) {
            BY_NAME.put(type.name(), type);
        }
    }

    private final int size;
    private final String configName;

    DataType(int size, String configName) {
        this.size = size;
        this.configName = configName;
    }

    /** Returns the type of that name, as the protocol spells it. */
    public static Optional<DataType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Returns the bytes of an element; 0 for {@link #BYTES}. */
    public int size() {
        return size;
    }

    /** Returns the name of the type in Triton's ModelConfig. */
    public String configName() {
        return configName;
    }

    /** Returns the smallest value of an integer type, 0 for a type of other values. */
    long least() {
        return switch (this) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            case BOOL, UINT8, UINT16, UINT32, UINT64, FP16, FP32, FP64, BYTES -> 0;
        };
    }

    /** Returns the largest value of an integer type that a long holds. */
    long most() {
        return switch (this) {
            case BOOL -> 1;
            case UINT8 -> 0xff;
            case UINT16 -> 0xffff;
            case UINT32 -> 0xffff_ffffL;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT64, UINT64, FP16, FP32, FP64, BYTES -> Long.MAX_VALUE;
        };
    }

    /** Returns a description of the type's values in JSON, for error messages. */
    String expected() {
        return switch (this) {
            case BOOL -> "true or false";
            case BYTES -> "strings";
            case FP16, FP32, FP64 -> "numbers that fit " + name() + ", or null for NaN";
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
                "integers that fit " + name().toLowerCase(Locale.ROOT);
        };
    }
}
