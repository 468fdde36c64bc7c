package io.voxguard.serving.entity;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Turns a plain value (text, Long, Double, Boolean) into the value of a join key. */
public enum KeyValues {
    /** By the declared type: a text is not a number, and 42.0 is not an integer. */
    STRICT {
        @Override
        Object coerced(ValueType type, Object plain) {
            throw Refused.ofValue(expected(type), plain);
        }
    },
    /** As Python's {@code int()} and {@code str()} do, and so Feast. */
    LIKE_FEAST {
        @Override
        Object coerced(ValueType type, Object plain) {
            if (type == ValueType.STRING) {
                return switch (plain) {
                    case Boolean flag -> flag ? "True" : "False";
                    case Double fraction -> PythonFloat.text(fraction);
                    case Number number -> number.toString();
                    default -> throw Refused.ofValue(expected(type), plain);
                };
            }
            if (type == ValueType.INT32 || type == ValueType.INT64 || type == ValueType.UNIX_TIMESTAMP) {
                try {
                    long number =
                            switch (plain) {
                                // what lies beyond would become the largest integer there is: the key of another entity
                                case Double fraction when Math.abs(fraction) < 0x1p63 -> (long) (double) fraction;
                                case Boolean flag -> flag ? 1 : 0;
                                case String text -> Long.parseLong(text.strip());
                                default -> throw Refused.ofValue(expected(type), plain);
                            };
                    return inRange(type, number, plain);
                } catch (NumberFormatException e) {
                    throw Refused.ofValue(expected(type), plain);
                }
            }
            throw Refused.ofValue(expected(type), plain);
        }
    };

    /** Returns the value as a key of the type has it. @throws Refused if it is null or cannot be a key of the type */
    public Object of(ValueType type, @Nullable Object plain) {
        if (plain == null) {
            throw Refused.ofValue(expected(type), null);
        }
        if (plain instanceof Long number && type != ValueType.STRING && type != ValueType.BYTES) {
            return inRange(type, number, plain);
        }
        if (plain instanceof String text && type == ValueType.STRING) {
            return text;
        }
        if (plain instanceof String text && type == ValueType.BYTES) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw Refused.ofValue(expected(type), plain);
            }
        }
        return coerced(type, plain);
    }

    abstract Object coerced(ValueType type, Object plain);

    private static Long inRange(ValueType type, long number, Object plain) {
        if (type == ValueType.INT32 && number != (int) number) {
            throw Refused.ofValue(expected(type), plain);
        }
        return number;
    }

    private static String expected(ValueType type) {
        return switch (type) {
            case STRING -> "a string";
            case BYTES -> "bytes in base64";
            case INT32 -> "an integer of 32 bits";
            case UNIX_TIMESTAMP -> "seconds since 1970, an integer";
            default -> "an integer of 64 bits";
        };
    }
}
