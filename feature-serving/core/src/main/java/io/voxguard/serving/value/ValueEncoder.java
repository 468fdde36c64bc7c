package io.voxguard.serving.value;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import io.voxguard.text.UnicodeText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serialises plain values (text, Long, BigInteger, Double, Boolean, List, Map, null) as {@code feast.types.Value} of a declared type: the same bytes as
 * Feast's SDK. Whole numbers may be written with a fraction of zero, as data frames do; nothing else is coerced.
 */
public final class ValueEncoder {
    private static final byte[] NULL = {};
    private static final int MAX_EXACT_INT = 1 << 24;

    private ValueEncoder() {}

    /** @throws Refused when the value is not of the type */
    public static byte[] encode(ValueType type, @Nullable Object plain) {
        if (plain == null) {
            return NULL;
        }
        ValueBytes out = new ValueBytes();
        put(out, type, plain instanceof String text && isJsonText(type) ? parsed(type, text) : plain);
        return out.toBytes();
    }

    /** Types whose values clients of Feast also send as a text with JSON in it. */
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

    /** The value as a packed row holds it. @throws Refused when it is not of the type, or an integer that is not exact as a float */
    public static float packed(ValueType type, Object plain) {
        return switch (type) {
            case INT32 -> integer(type, plain, -MAX_EXACT_INT, MAX_EXACT_INT);
            case BOOL -> flag(plain) ? 1 : 0;
            default -> single(type, plain);
        };
    }

    private static void put(ValueBytes out, ValueType type, Object plain) {
        ValueType element = type.element().orElse(null);
        if (element != null) {
            out.tag(type.number(), Wire.BYTES).bytes(list(type, element, plain));
            return;
        }
        switch (type) {
            case MAP, STRUCT -> out.tag(type.number(), Wire.BYTES).bytes(map(plain));
            case MAP_LIST, STRUCT_LIST -> {
                ValueBytes maps = new ValueBytes();
                for (Object item : items(type, plain)) {
                    maps.tag(1, Wire.BYTES).bytes(map(item));
                }
                out.tag(type.number(), Wire.BYTES).bytes(maps.toBytes());
            }
            case VALUE_LIST, VALUE_SET -> {
                ValueBytes values = new ValueBytes();
                for (Object item : items(type, plain)) {
                    values.tag(1, Wire.BYTES).bytes(inferred(item));
                }
                out.tag(type.number(), Wire.BYTES).bytes(values.toBytes());
            }
            case SCALAR_MAP, ZONED_TIMESTAMP -> throw Refused.ofValue("a type that can be pushed", type.label());
            default -> {
                out.tag(type.number(), Wire.typeOf(type));
                scalar(out, type, plain);
            }
        }
    }

    private static void scalar(ValueBytes out, ValueType type, Object plain) {
        switch (type) {
            case INT32 -> out.varint(integer(type, plain, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> out.varint(integer(type, plain, Long.MIN_VALUE, Long.MAX_VALUE));
            case UNIX_TIMESTAMP -> out.varint(seconds(plain));
            case BOOL -> out.varint(flag(plain) ? 1 : 0);
            case FLOAT64 -> out.fixed64(Double.doubleToRawLongBits(real(type, plain)));
            case FLOAT32 -> out.fixed32(Float.floatToRawIntBits(single(type, plain)));
            case BYTES -> out.bytes(decoded(plain));
            default -> out.bytes(text(type, plain).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Numbers and flags packed into one field, everything else one field each: as proto3 does. */
    private static byte[] list(ValueType type, ValueType element, Object plain) {
        ValueBytes out = new ValueBytes();
        List<?> items = type.isSet() ? List.copyOf(new LinkedHashSet<>(items(type, plain))) : items(type, plain);
        if (Wire.typeOf(element) == Wire.BYTES) {
            for (Object item : items) {
                out.tag(1, Wire.BYTES);
                scalar(out, element, item);
            }
        } else if (!items.isEmpty()) {
            ValueBytes packed = new ValueBytes();
            for (Object item : items) {
                scalar(packed, element, item);
            }
            out.tag(1, Wire.BYTES).bytes(packed.toBytes());
        }
        return out.toBytes();
    }

    private static List<?> items(ValueType type, Object plain) {
        if (!(plain instanceof List<?> list)) {
            throw Refused.ofValue("a list: " + type.label(), plain);
        }
        if (type.element().isPresent()) {
            for (Object item : list) {
                if (item == null) {
                    throw Refused.ofValue("a list without null: " + type.label(), "null");
                }
            }
        }
        return list;
    }

    private static byte[] map(@Nullable Object plain) {
        if (!(plain instanceof Map<?, ?> map)) {
            throw Refused.ofValue("an object", plain);
        }
        ValueBytes out = new ValueBytes();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            ValueBytes pair = new ValueBytes();
            pair.tag(1, Wire.BYTES).bytes(String.valueOf(entry.getKey()).getBytes(StandardCharsets.UTF_8));
            pair.tag(2, Wire.BYTES).bytes(inferred(entry.getValue()));
            out.tag(1, Wire.BYTES).bytes(pair.toBytes());
        }
        return out.toBytes();
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

    /** A whole number within bounds. */
    static long integer(ValueType type, Object plain, long min, long max) {
        if (plain instanceof Long number && number >= min && number <= max) {
            return number;
        }
        if (plain instanceof Double number
                && number == Math.rint(number)
                && number >= min
                && number <= max
                && Math.abs(number) <= 1L << 53) {
            return number.longValue();
        }
        throw Refused.ofValue("an integer: " + type.label(), plain);
    }

    static boolean flag(Object plain) {
        if (plain instanceof Boolean flag) {
            return flag;
        }
        throw Refused.ofValue("true or false", plain);
    }

    /** A number; the texts that protobuf's JSON has for what is not finite are numbers too. */
    static double real(ValueType type, Object plain) {
        if (plain instanceof Number number) {
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                return value;
            }
            throw Refused.ofValue("a number that fits float64", plain);
        }
        return switch (plain) {
            case String text when text.equals("NaN") -> Double.NaN;
            case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
            case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            default -> throw Refused.ofValue("a number: " + type.label(), plain);
        };
    }

    /** A number that a float32 holds: what rounds to infinity is another value than the one that was sent. */
    private static float single(ValueType type, Object plain) {
        double value = real(type, plain);
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && Double.isFinite(value)) {
            throw Refused.ofValue("a number that fits float32", plain);
        }
        return narrow;
    }

    private static long seconds(Object plain) {
        if (plain instanceof String text) {
            try {
                return OffsetDateTime.parse(text).toEpochSecond();
            } catch (DateTimeException e) {
                throw Refused.ofValue("RFC 3339 with an offset, or seconds since 1970", plain);
            }
        }
        return integer(ValueType.UNIX_TIMESTAMP, plain, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static byte[] decoded(Object plain) {
        if (plain instanceof String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw Refused.ofValue("bytes in base64", plain);
            }
        }
        throw Refused.ofValue("bytes in base64", plain);
    }

    private static String text(ValueType type, Object plain) {
        if (type == ValueType.JSON && plain instanceof String json) {
            PlainJson.parse(json);
        }
        if (plain instanceof String text && isOne(type, text)) {
            return text;
        }
        throw Refused.ofValue("a text: " + type.label().toLowerCase(Locale.ROOT), plain);
    }

    private static boolean isOne(ValueType type, String text) {
        try {
            return switch (type) {
                case UUID, TIME_UUID ->
                    java.util.UUID.fromString(text).toString().equalsIgnoreCase(text);
                case DECIMAL -> new BigDecimal(text) != null;
                default -> true;
            };
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
