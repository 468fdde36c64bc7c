package io.voxguard.api.http.json;

import java.nio.charset.StandardCharsets;

/** Strings, numbers, literals and the names of fields. */
abstract class JsonScalars extends JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    public final void bool(boolean value) {
        raw(value ? TRUE : FALSE);
    }

    public final void nothing() {
        raw(NULL);
    }

    public final void number(long value) {
        next(20);
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                put(MIN_LONG);
                return;
            }
            bytes[size++] = '-';
        }
        long rest = Math.abs(value);
        int end = size + digits(rest);
        int at = end;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        size = end;
    }

    /** Writes a number in the shortest form that gives the same double; null for NaN and infinity, which JSON has no numbers for. */
    public final void number(double value) {
        if (isSmallInteger(value)) {
            decimal((long) value);
        } else if (Double.isFinite(value)) {
            text(Double.toString(value));
        } else {
            nothing();
        }
    }

    /** Writes a number in the shortest form that gives the same float; null for NaN and infinity, which JSON has no numbers for. */
    public final void number(float value) {
        if (isSmallInteger(value)) {
            decimal((long) value);
        } else if (!Float.isFinite(value)) {
            nothing();
        } else if (!ShortFloat.write(this, value)) {
            text(Float.toString(value));
        }
    }

    /** Writes the name of a field, in UTF-8; its value comes next. */
    public final void name(byte[] source, int from, int length) {
        string(source, from, length);
        bytes[size++] = ':';
    }

    /** Writes the name of a field; its value comes next. */
    public final void field(String name) {
        string(name);
        bytes[size++] = ':';
    }

    public final void string(String text) {
        if (!plain(text)) {
            encoded(text);
        }
    }

    /** Writes a text that is nothing but ASCII without escapes; returns false for any other, and then nothing was written. */
    private boolean plain(String text) {
        int length = text.length();
        int before = size;
        next(length + 3);
        byte[] out = bytes;
        int at = size;
        out[at++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7f || c == '"' || c == '\\') {
                size = before;
                return false;
            }
            out[at++] = (byte) c;
        }
        out[at++] = '"';
        size = at;
        return true;
    }

    private void encoded(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        string(utf8, 0, utf8.length);
    }

    /** Writes a text in UTF-8, quoted and escaped. Room for one more byte is left behind it. */
    public final void string(byte[] source, int from, int length) {
        next(6 * length + 3);
        byte[] out = bytes;
        int at = size;
        out[at++] = '"';
        for (int i = from; i < from + length; i++) {
            byte b = source[i];
            if (b == '"' || b == '\\') {
                out[at++] = '\\';
                out[at++] = b;
            } else if (b >= 0 && b < 0x20) {
                out[at++] = '\\';
                out[at++] = 'u';
                out[at++] = '0';
                out[at++] = '0';
                out[at++] = HEX[b >>> 4];
                out[at++] = HEX[b & 0xf];
            } else {
                out[at++] = b;
            }
        }
        out[at++] = '"';
        size = at;
    }

    /** Writes a sign, 0 and a fraction of {@code width} digits, or an integer and such a fraction: {@code digits} divided by ten to the {@code width}. */
    final void fraction(boolean negative, long digits, int width) {
        next(24);
        if (negative) {
            bytes[size++] = '-';
        }
        int length = Math.max(digits(digits), width + 1);
        int end = size + length + 1;
        int at = end;
        long rest = digits;
        for (int i = 0; i < width; i++) {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        bytes[--at] = '.';
        while (at > size) {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    private static boolean isSmallInteger(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7 && (value != 0 || 1 / value > 0);
    }

    private void decimal(long value) {
        number(value);
        room(2);
        bytes[size++] = '.';
        bytes[size++] = '0';
    }

    @SuppressWarnings("deprecation") // digits only: one byte each
    private void text(String digits) {
        int length = digits.length();
        next(length);
        digits.getBytes(0, length, bytes, size);
        size += length;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long limit = 10; digits < 19 && value >= limit; limit *= 10) {
            digits++;
        }
        return digits;
    }
}
