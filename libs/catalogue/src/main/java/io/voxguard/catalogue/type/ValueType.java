package io.voxguard.catalogue.type;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of features and entity keys: Feast's {@code ValueType}, with its numbers, which are also the field numbers of a stored value. */
public enum ValueType {
    BYTES(1),
    STRING(2),
    INT32(3),
    INT64(4),
    FLOAT64(5),
    FLOAT32(6),
    BOOL(7),
    UNIX_TIMESTAMP(8),
    BYTES_LIST(11, BYTES),
    STRING_LIST(12, STRING),
    INT32_LIST(13, INT32),
    INT64_LIST(14, INT64),
    FLOAT64_LIST(15, FLOAT64),
    FLOAT32_LIST(16, FLOAT32),
    BOOL_LIST(17, BOOL),
    UNIX_TIMESTAMP_LIST(18, UNIX_TIMESTAMP),
    MAP(20),
    MAP_LIST(21),
    BYTES_SET(22, BYTES),
    STRING_SET(23, STRING),
    INT32_SET(24, INT32),
    INT64_SET(25, INT64),
    FLOAT64_SET(26, FLOAT64),
    FLOAT32_SET(27, FLOAT32),
    BOOL_SET(28, BOOL),
    UNIX_TIMESTAMP_SET(29, UNIX_TIMESTAMP),
    JSON(32),
    JSON_LIST(33, JSON),
    STRUCT(34),
    STRUCT_LIST(35),
    UUID(36),
    TIME_UUID(37),
    UUID_LIST(38, UUID),
    TIME_UUID_LIST(39, TIME_UUID),
    UUID_SET(40, UUID),
    TIME_UUID_SET(41, TIME_UUID),
    VALUE_LIST(42),
    VALUE_SET(43),
    DECIMAL(44),
    DECIMAL_LIST(45, DECIMAL),
    DECIMAL_SET(46, DECIMAL),
    SCALAR_MAP(47),
    ZONED_TIMESTAMP(48);

    private static final Map<Integer, ValueType> BY_NUMBER = new HashMap<>();
    private static final Map<String, ValueType> BY_LABEL = new HashMap<>();

    static {
        for (ValueType type : values()) {
            BY_NUMBER.put(type.number, type);
            BY_LABEL.put(type.label(), type);
            // the names of the protobuf enum
            BY_LABEL.put(type.label().replace("float64", "double").replace("float32", "float"), type);
        }
    }

    private final int number;
    private final Optional<ValueType> element;
    private final String label = name().toLowerCase(Locale.ROOT);

    ValueType(int number) {
        this.number = number;
        this.element = Optional.empty();
    }

    ValueType(int number, ValueType element) {
        this.number = number;
        this.element = Optional.of(element);
    }

    /** Its number in Feast's protobuf. */
    public int number() {
        return number;
    }

    /** As view files name it: {@code int64}, {@code string_list}. */
    public String label() {
        return label;
    }

    /** What a list or set of scalars holds; empty for everything else. */
    public Optional<ValueType> element() {
        return element;
    }

    /** Whether it is a set of scalars, which has no value twice. */
    public boolean isSet() {
        return label.endsWith("_set") && element.isPresent();
    }

    /** Whether an entity key can have it. */
    public boolean isKey() {
        return this == STRING || this == BYTES || this == INT32 || this == INT64 || this == UNIX_TIMESTAMP;
    }

    /** Whether a packed row can hold it. */
    public boolean isPacked() {
        return this == FLOAT32 || this == INT32 || this == BOOL;
    }

    /** The type of that number; empty for one that did not exist in August 2026. */
    public static Optional<ValueType> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** The type of that name, as {@code int64}, {@code double} or {@code float64}; empty where there is none. */
    public static Optional<ValueType> named(String label) {
        return Optional.ofNullable(BY_LABEL.get(label));
    }

    /** All names, for messages. */
    public static String labels() {
        return Arrays.stream(values()).map(ValueType::label).toList().toString();
    }
}
