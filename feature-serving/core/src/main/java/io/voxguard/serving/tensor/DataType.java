package io.voxguard.serving.tensor;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The element types of the Open Inference Protocol. */
public enum DataType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    FP32(4),
    FP64(8),
    /** Strings of bytes, each of its own length. */
    BYTES(0);

    private static final Map<String, DataType> BY_NAME = new TreeMap<>();

    static {
        for (DataType type : values()) {
            BY_NAME.put(type.name(), type);
        }
    }

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    /** The type of that name, as the protocol spells it. */
    public static Optional<DataType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Bytes of an element; 0 for {@link #BYTES}. */
    public int size() {
        return size;
    }

    /** Smallest and largest value of an integer type; of UINT64 as the bits of a long. */
    long least() {
        return switch (this) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
    }

    long most() {
        return switch (this) {
            case BOOL -> 1;
            case UINT8 -> 0xff;
            case UINT16 -> 0xffff;
            case UINT32 -> 0xffff_ffffL;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    /** In words, what a JSON value of the type looks like. */
    String expected() {
        return switch (this) {
            case BOOL -> "true or false";
            case BYTES -> "strings";
            case FP16, FP32, FP64 -> "numbers that fit " + name() + ", or null for NaN";
            default -> "integers that fit " + name().toLowerCase(Locale.ROOT);
        };
    }
}
