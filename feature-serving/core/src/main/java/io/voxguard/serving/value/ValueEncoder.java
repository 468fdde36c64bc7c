package io.voxguard.serving.value;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serialises plain values (text, Long, BigInteger, Double, Boolean, List, Map, null) as {@code feast.types.Value} of a declared type: the same bytes as
 * Feast's SDK. Whole numbers may be written with a fraction of zero, as data frames do; nothing else is coerced.
 */
public final class ValueEncoder {
    private static final byte[] NULL = {};

    private ValueEncoder() {}

    /** @throws Refused when the value is not of the type */
    public static byte[] encode(ValueType type, @Nullable Object plain) {
        if (plain == null) {
            return NULL;
        }
        Object value = plain instanceof String text && isJsonText(type) ? parsed(type, text) : plain;
        return Messages.write(out -> put(out, type, value));
    }

    /** Returns whether clients of Feast also send values of the type as a text with JSON in it. */
    private static boolean isJsonText(ValueType type) {
        return switch (type) {
            case MAP, STRUCT, MAP_LIST, STRUCT_LIST -> true;
            default -> false;
        };
    }

    private static Object parsed(ValueType type, String text) {
        Object value = PlainJson.parse(text);
        if (value == null) {
            throw Refused.ofValue("JSON of " + type.label(), text);
        }
        if (!UnicodeText.isWellFormed(value)) {
            throw Refused.ofValue(UnicodeText.EXPECTED, text);
        }
        return value;
    }

    /** Returns the value as a packed row holds it. @throws Refused when it is not of the type, or an integer that is not exact as a float */
    public static float packed(ValueType type, Object plain) {
        return switch (type) {
            case INT32 -> PlainScalars.exact(type, plain);
            case BOOL -> PlainScalars.flag(plain) ? 1 : 0;
            default -> PlainScalars.single(type, plain);
        };
    }

    private static void put(CodedOutputStream out, ValueType type, Object plain) throws IOException {
        int field = type.number();
        ValueType element = type.element().orElse(null);
        if (element != null) {
            out.writeByteArray(field, list(type, element, plain));
            return;
        }
        switch (type) {
            case MAP, STRUCT -> out.writeByteArray(field, map(plain));
            case MAP_LIST, STRUCT_LIST -> out.writeByteArray(field, each(items(type, plain), ValueEncoder::map));
            case VALUE_LIST, VALUE_SET -> out.writeByteArray(field, each(items(type, plain), ValueEncoder::inferred));
            case SCALAR_MAP, ZONED_TIMESTAMP ->
                throw Refused.invalid("value", "a type that can be pushed", type.label());
            default -> scalar(out, field, type, plain);
        }
    }

    private static void scalar(CodedOutputStream out, int field, ValueType type, Object plain) throws IOException {
        out.writeTag(field, Wire.typeOf(type));
        switch (type) {
            case INT32, INT64, UNIX_TIMESTAMP, BOOL, FLOAT64, FLOAT32 -> number(out, type, plain);
            case BYTES -> out.writeByteArrayNoTag(PlainScalars.decoded(plain));
            default -> out.writeByteArrayNoTag(PlainScalars.text(type, plain).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Writes a number or a flag without a tag, as packed lists have them. */
    private static void number(CodedOutputStream out, ValueType type, Object plain) throws IOException {
        switch (type) {
            case INT32 ->
                out.writeInt32NoTag((int) PlainScalars.integer(type, plain, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UNIX_TIMESTAMP -> out.writeInt64NoTag(PlainScalars.seconds(plain));
            case BOOL -> out.writeBoolNoTag(PlainScalars.flag(plain));
            case FLOAT64 -> out.writeDoubleNoTag(PlainScalars.real(type, plain));
            case FLOAT32 -> out.writeFloatNoTag(PlainScalars.single(type, plain));
            default -> out.writeInt64NoTag(PlainScalars.integer(type, plain, Long.MIN_VALUE, Long.MAX_VALUE));
        }
    }

    /** Writes numbers and flags packed into one field, everything else as one field each: as proto3 does. */
    private static byte[] list(ValueType type, ValueType element, Object plain) {
        List<?> items = type.isSet() ? List.copyOf(new LinkedHashSet<>(items(type, plain))) : items(type, plain);
        boolean packed = Wire.typeOf(element) != Wire.BYTES;
        if (packed && !items.isEmpty()) {
            byte[] numbers = Messages.write(out -> {
                for (Object item : items) {
                    number(out, element, item);
                }
            });
            return Messages.write(out -> out.writeByteArray(1, numbers));
        }
        return Messages.write(out -> {
            for (Object item : items) {
                scalar(out, 1, element, item);
            }
        });
    }

    /** Writes each item as one field 1. */
    private static byte[] each(List<?> items, Function<@Nullable Object, byte[]> written) {
        return Messages.write(out -> {
            for (Object item : items) {
                out.writeByteArray(1, written.apply(item));
            }
        });
    }

    private static List<?> items(ValueType type, Object plain) {
        if (!(plain instanceof List<?> list)) {
            throw Refused.ofValue("a list: " + type.label(), plain);
        }
        if (type.element().isPresent()) {
            for (Object item : list) {
                if (item == null) {
                    throw Refused.ofValue("a list without null: " + type.label(), null);
                }
            }
        }
        return list;
    }

    private static byte[] map(@Nullable Object plain) {
        if (!(plain instanceof Map<?, ?> map)) {
            throw Refused.ofValue("an object", plain);
        }
        return Messages.write(out -> {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeByteArray(1, entry(entry));
            }
        });
    }

    private static byte[] entry(Map.Entry<?, ?> entry) {
        byte[] key = String.valueOf(entry.getKey()).getBytes(StandardCharsets.UTF_8);
        byte[] value = inferred(entry.getValue());
        return Messages.write(out -> {
            out.writeByteArray(1, key);
            out.writeByteArray(2, value);
        });
    }

    /** Inside maps and nested lists there is no declared type: Feast takes the one of the value. */
    private static byte[] inferred(@Nullable Object plain) {
        return switch (plain) {
            case null -> NULL;
            case String text -> encode(ValueType.STRING, text);
            case Long number -> encode(ValueType.INT64, number);
            case BigInteger number -> encode(ValueType.INT64, number);
            case Double number -> encode(ValueType.FLOAT64, number);
            case Boolean flag -> encode(ValueType.BOOL, flag);
            case Map<?, ?> map -> encode(ValueType.MAP, map);
            case List<?> list -> inferredList(list);
            default -> throw Refused.ofValue("a JSON value", plain);
        };
    }

    private static byte[] inferredList(List<?> list) {
        Object first = list.stream().filter(item -> item != null).findFirst().orElse(null);
        return switch (first) {
            case null -> NULL;
            case String text -> encode(ValueType.STRING_LIST, list);
            case Boolean flag -> encode(ValueType.BOOL_LIST, list);
            case Map<?, ?> map -> encode(ValueType.MAP_LIST, list);
            case List<?> inner -> encode(ValueType.VALUE_LIST, list);
            default ->
                encode(
                        list.stream().allMatch(Long.class::isInstance) ? ValueType.INT64_LIST : ValueType.FLOAT64_LIST,
                        list);
        };
    }
}
