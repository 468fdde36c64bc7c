package io.voxguard.serving.tensor;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import io.netty.buffer.ByteBuf;

/**
 * Reads lists of numbers straight from the bytes of a body: most of a request is such lists, and a JSON parser turns each number into text first. It takes what is
 * plainly right and nothing else: for the rest, and for what is wrong, the parser is asked.
 */
final class JsonFloats {
    private static final int MOST_EXACT_DIGITS = 15;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    /** The bits of a double that a float has no room for; half of their range is the middle between two floats. */
    private static final long BEYOND_FLOAT = (1L << 29) - 1;

    private static final long MIDDLE = 1L << 28;

    private final byte[] bytes;
    private final int end;
    private final DataType type;
    private final Shape shape;
    private final int elements;
    private final ByteBuf to;
    private int at;
    private int count;

    private JsonFloats(byte[] bytes, int from, DataType type, Shape shape, ByteBuf to) {
        this.bytes = bytes;
        this.at = from;
        this.end = bytes.length;
        this.type = type;
        this.shape = shape;
        this.elements = shape.elements();
        this.to = to;
    }

    /**
     * Writes the numbers of a list, which begins at {@code from}, to {@code to}. Returns the position behind the list; -1 where it is not plainly well-formed
     * JSON of as many finite numbers as the shape says, flat or nested: then something may have been written.
     *
     * @param type FP32 or FP64
     */
    static int read(byte[] bytes, int from, DataType type, Shape shape, ByteBuf to) {
        JsonFloats floats = new JsonFloats(bytes, from, type, shape, to);
        return floats.list(0) && floats.count == floats.elements ? floats.at : -1;
    }

    private boolean list(int depth) {
        if (at >= end || bytes[at] != '[') {
            return false;
        }
        at++;
        boolean nested = blank() == '[';
        if (nested && depth + 1 >= shape.rank()) {
            return false;
        }
        int members = 0;
        while (true) {
            if (nested ? !list(depth + 1) : !number()) {
                return false;
            }
            members++;
            int next = blank();
            at++;
            if (next == ']') {
                boolean whole = nested || depth == shape.rank() - 1;
                return depth == 0 && !nested || whole && members == shape.dimension(depth);
            }
            if (next != ',') {
                return false;
            }
            blank();
        }
    }

    /** Goes to the next byte that is no blank, and returns it; -1 at the end. */
    private int blank() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
            at++;
        }
        return -1;
    }

    private boolean number() {
        if (count == elements) {
            return false;
        }
        int start = at;
        boolean negative = at < end && bytes[at] == '-';
        at += negative ? 1 : 0;
        if (!startsNumber()) {
            return false;
        }
        long digits = 0;
        int seen = 0;
        int afterPoint = 0;
        boolean point = false;
        boolean plain = true;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits = seen < MOST_EXACT_DIGITS ? 10 * digits + digit : digits;
                seen++;
                afterPoint += point ? 1 : 0;
            } else if (digit == '.' - '0' && !point && isDigit(at + 1)) {
                point = true;
            } else if (digit == 'e' - '0' || digit == 'E' - '0' || digit == '-' - '0' || digit == '+' - '0') {
                plain = false;
            } else {
                break;
            }
        }
        count++;
        if (plain && seen <= MOST_EXACT_DIGITS) {
            double exact = digits / POWERS[afterPoint];
            return write(negative ? -exact : exact, start);
        }
        return parse(start);
    }

    /** Returns whether a digit comes, and not a zero that precedes other digits. */
    private boolean startsNumber() {
        return isDigit(at) && (bytes[at] != '0' || !isDigit(at + 1));
    }

    private boolean isDigit(int position) {
        return position < end && bytes[position] >= '0' && bytes[position] <= '9';
    }

    /** Both digits and power are exact, so the quotient is the nearest double; a float of it is the nearest float unless it lies in the middle of two. */
    private boolean write(double value, int start) {
        if (type == DataType.FP64) {
            to.writeDoubleLE(value);
            return true;
        }
        if ((Double.doubleToRawLongBits(value) & BEYOND_FLOAT) == MIDDLE
                || Math.abs(value) < Float.MIN_NORMAL && value != 0) {
            return parse(start);
        }
        to.writeFloatLE((float) value);
        return true;
    }

    private boolean parse(int start) {
        try {
            if (type == DataType.FP64) {
                double value = JavaDoubleParser.parseDouble(bytes, start, at - start);
                to.writeDoubleLE(value);
                return Double.isFinite(value);
            }
            float value = JavaFloatParser.parseFloat(bytes, start, at - start);
            to.writeFloatLE(value);
            return Float.isFinite(value);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
