package io.voxguard.serving.value;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import io.voxguard.store.row.RowEncoder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** Checks plain scalar values against declared types. Each method returns the value as its type has it, or throws {@link Refused}. */
final class PlainScalars {
    private PlainScalars() {}

    /** Returns a whole number within bounds. */
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

    /** Returns an integer that a float32 holds exactly. */
    static float exact(ValueType type, Object plain) {
        return integer(type, plain, -RowEncoder.MAX_EXACT_INT, RowEncoder.MAX_EXACT_INT);
    }

    /** Returns a number; the texts that protobuf's JSON has for what is not finite are numbers too. */
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

    /** Returns a number that a float32 holds: what rounds to infinity is another value than the one that was sent. */
    static float single(ValueType type, Object plain) {
        double value = real(type, plain);
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && Double.isFinite(value)) {
            throw Refused.ofValue("a number that fits float32", plain);
        }
        return narrow;
    }

    static long seconds(Object plain) {
        if (plain instanceof String text) {
            try {
                return OffsetDateTime.parse(text).toEpochSecond();
            } catch (DateTimeException e) {
                throw Refused.ofValue("RFC 3339 with an offset, or seconds since 1970", plain);
            }
        }
        return integer(ValueType.UNIX_TIMESTAMP, plain, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static byte[] decoded(Object plain) {
        if (plain instanceof String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw Refused.ofValue("bytes in base64", plain);
            }
        }
        throw Refused.ofValue("bytes in base64", plain);
    }

    static String text(ValueType type, Object plain) {
        if (type == ValueType.JSON && plain instanceof String json) {
            PlainJson.parse(json);
        }
        if (plain instanceof String text && isValid(type, text)) {
            return text;
        }
        throw Refused.ofValue("a text: " + type.label().toLowerCase(Locale.ROOT), plain);
    }

    private static boolean isValid(ValueType type, String text) {
        return switch (type) {
            case UUID, TIME_UUID -> isUuid(text);
            case DECIMAL -> isDecimal(text);
            default -> true;
        };
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDecimal(String text) {
        try {
            return new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
