package io.voxguard.api.http.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in UTF-8, written into one array that grows. Commas between elements come by themselves. Not thread-safe; each thread has one, whose array serves
 * one reply after the other.
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIN_LONG = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    private static final int FIRST_CAPACITY = 8 * 1024;
    /** What a thread keeps of a large reply. */
    private static final int MOST_KEPT = 1024 * 1024;

    private static final FastThreadLocal<JsonBytes> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected JsonBytes initialValue() {
            return new JsonBytes();
        }
    };

    private byte[] bytes;
    private int size;
    /** What stood last before the bytes were taken: nothing, so no comma comes first. */
    private byte lastTaken = '[';

    public JsonBytes() {
        this.bytes = new byte[FIRST_CAPACITY];
    }

    /** This thread's, empty; to be done with before anybody else of this thread asks for it. */
    public static JsonBytes ofThread() {
        JsonBytes json = OF_THREAD.get();
        if (json.bytes.length > MOST_KEPT) {
            json.bytes = new byte[FIRST_CAPACITY];
        }
        json.reset((byte) '[');
        return json;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public int size() {
        return size;
    }

    /** Goes back to an earlier size. */
    public void truncate(int to) {
        size = to;
    }

    /** Starts anew, in the room that there is. A comma comes first unless {@code last} is one that none follows. */
    public void reset(byte last) {
        lastTaken = last;
        size = 0;
    }

    /** The last byte so far. */
    public byte last() {
        return size > 0 ? bytes[size - 1] : lastTaken;
    }

    /** A copy of the bytes so far, in pooled memory that the network writes from; to be released. */
    public ByteBuf copy() {
        return copy(0);
    }

    /** The same, with room for more behind it. */
    public ByteBuf copy(int more) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(size + more).writeBytes(bytes, 0, size);
    }

    public void beginObject() {
        next(1);
        bytes[size++] = '{';
    }

    public void endObject() {
        room(1);
        bytes[size++] = '}';
    }

    public void beginArray() {
        next(1);
        bytes[size++] = '[';
    }

    public void endArray() {
        room(1);
        bytes[size++] = ']';
    }

    /** The next element of an array, or value of a field, as it is. */
    public void raw(byte[] json) {
        raw(json, 0, json.length);
    }

    public void raw(byte[] json, int from, int length) {
        next(length);
        System.arraycopy(json, from, bytes, size, length);
        size += length;
    }

    /** A piece of JSON that brings its own commas and brackets. */
    public void part(byte[] json) {
        room(json.length);
        put(json);
    }

    /** The same element that often, in an array that has none yet. */
    public void repeat(byte[] element, int times) {
        if (times == 0) {
            return;
        }
        room(times * (element.length + 1));
        int from = size;
        put(element);
        bytes[size++] = ',';
        int unit = element.length + 1;
        int all = times * unit;
        // doubles what is there, until it is enough
        for (int done = unit; done < all; done = size - from) {
            int more = Math.min(done, all - done);
            System.arraycopy(bytes, from, bytes, size, more);
            size += more;
        }
        size--;
    }

    /** Elements that lie one behind the other, in an array that has none yet. */
    public void list(byte[] elements, int[] ends) {
        if (ends.length == 0) {
            return;
        }
        room(ends[ends.length - 1] + ends.length);
        int start = 0;
        for (int end : ends) {
            System.arraycopy(elements, start, bytes, size, end - start);
            size += end - start;
            bytes[size++] = ',';
            start = end;
        }
        size--;
    }

    public void bool(boolean value) {
        raw(value ? TRUE : FALSE);
    }

    public void nothing() {
        raw(NULL);
    }

    public void number(long value) {
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

    /** A number in the shortest form that gives the same double; null for NaN and infinity, which JSON has no numbers for. */
    public void number(double value) {
        if (isSmallInteger(value)) {
            decimal((long) value);
        } else if (Double.isFinite(value)) {
            text(Double.toString(value));
        } else {
            nothing();
        }
    }

    /** A number in the shortest form that gives the same float; null for NaN and infinity, which JSON has no numbers for. */
    public void number(float value) {
        if (isSmallInteger(value)) {
            decimal((long) value);
        } else if (!Float.isFinite(value)) {
            nothing();
        } else if (!ShortFloat.write(this, value)) {
            text(Float.toString(value));
        }
    }

    /** The name of a field, in UTF-8; its value comes next. */
    public void name(byte[] source, int from, int length) {
        string(source, from, length);
        bytes[size++] = ':';
    }

    /** The name of a field; its value comes next. */
    public void field(String name) {
        string(name);
        bytes[size++] = ':';
    }

    public void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        string(utf8, 0, utf8.length);
    }

    /** A text in UTF-8, quoted, with what JSON wants escaped. Room for one more byte is left behind it. */
    public void string(byte[] source, int from, int length) {
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

    /** A sign, 0 and a fraction of {@code width} digits, or an integer and such a fraction: {@code digits} divided by ten to the {@code width}. */
    public void fraction(boolean negative, long digits, int width) {
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

    private void put(byte[] ascii) {
        System.arraycopy(ascii, 0, bytes, size, ascii.length);
        size += ascii.length;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long limit = 10; digits < 19 && value >= limit; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** Makes room, and writes the comma where this is not the first in its place. */
    private void next(int more) {
        room(more + 1);
        byte last = size > 0 ? bytes[size - 1] : lastTaken;
        if (last != '[' && last != '{' && last != ':') {
            bytes[size++] = ',';
        }
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), size + more));
        }
    }
}
