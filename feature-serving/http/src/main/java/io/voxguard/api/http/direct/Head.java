package io.voxguard.api.http.direct;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request over HTTP/1.1 in the strict form that clients send, with a body of known length: one space between the parts of its line, CRLF at the end of each line, no line that goes
 * on with the next, no header twice that tells where the body ends. What has another form is left to the server, whose codec knows all of them.
 */
final class Head {
    /** The longest head that is read here. */
    static final int MAX_BYTES = 8 * 1024;
    /** Stands for bytes that are not the beginning of such a head. */
    static final Head OTHER = new Head(new byte[0], "", "", 0, false, 0);

    private static final byte DELETE = 0x7f;
    /** Most digits of a length that is read. */
    private static final int LENGTH_DIGITS = 9;

    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] HOST = ascii("host");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CONTENT_ENCODING = ascii("content-encoding");
    private static final byte[] CONTENT_TYPE = ascii("content-type");
    private static final byte[] ACCEPT_ENCODING = ascii("accept-encoding");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    /** With one of these a body may end elsewhere, come later, or be another protocol's; WebSocket's old keys announce eight bytes without saying so. */
    private static final byte[][] OTHER_FRAMING = {
        ascii("transfer-encoding"),
        ascii("upgrade"),
        ascii("expect"),
        ascii("sec-websocket-key1"),
        ascii("sec-websocket-key2")
    };

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private final byte[] bytes;
    private final String method;
    private final String target;
    private final int bodyBytes;
    private final boolean plain;
    /** A bit for each length of a name, modulo 32: most headers that are asked for are missing. */
    private final int nameLengths;

    private Head(byte[] bytes, String method, String target, int bodyBytes, boolean plain, int nameLengths) {
        this.bytes = bytes;
        this.method = method;
        this.target = target;
        this.bodyBytes = bodyBytes;
        this.plain = plain;
        this.nameLengths = nameLengths;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the head that some bytes begin with; null if it may go on behind them. */
    static @Nullable Head read(byte[] from, int end) {
        return new Reader(from, end).read();
    }

    /** Returns the length of the head with the empty line at its end. */
    int length() {
        return bytes.length;
    }

    String method() {
        return method;
    }

    /** Returns the path and the query, as they were sent. */
    String target() {
        return target;
    }

    /** Returns the length of the body. */
    int bodyBytes() {
        return bodyBytes;
    }

    /** Returns true for headers that say nothing about how the body or the reply is coded, or how the connection goes on. */
    boolean isPlain() {
        return plain;
    }

    /** Returns true if some bytes begin with this very head. */
    boolean isAtStart(byte[] from, int end) {
        return bytes.length > 0 && end >= bytes.length && Arrays.equals(bytes, 0, bytes.length, from, 0, bytes.length);
    }

    /** Returns the first line of a header; null if the request lacks it. */
    @Nullable
    String header(CharSequence name) {
        int at = find(name, 0);
        return at < 0 ? null : value(at + name.length() + 1);
    }

    /** Returns all lines of a header, with commas between; null if the request lacks it. */
    @Nullable
    String headers(CharSequence name) {
        int at = find(name, 0);
        if (at < 0) {
            return null;
        }
        String first = value(at + name.length() + 1);
        int next = find(name, at + 1);
        if (next < 0) {
            return first;
        }
        StringBuilder all = new StringBuilder(first);
        for (; next >= 0; next = find(name, next + 1)) {
            all.append(", ").append(value(next + name.length() + 1));
        }
        return all.toString();
    }

    /** Returns where the next line with a header begins, behind a position; -1 if there is no such line. */
    private int find(CharSequence name, int from) {
        if ((nameLengths & 1 << name.length()) == 0) {
            return -1;
        }
        for (int i = from; i < bytes.length - 1; i++) {
            if (bytes[i] == '\n' && isName(name, i + 1)) {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean isName(CharSequence name, int at) {
        int end = at + name.length();
        if (end >= bytes.length || bytes[end] != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (lower(bytes[at + i]) != lower((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private String value(int from) {
        int begin = from;
        while (isBlank(bytes[begin])) {
            begin++;
        }
        int end = begin;
        while (bytes[end] != '\r') {
            end++;
        }
        while (end > begin && isBlank(bytes[end - 1])) {
            end--;
        }
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    private static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    /** One reading of a head. */
    private static final class Reader {
        private final byte[] from;
        private final int end;
        private int at;

        private int bodyBytes = -1;
        private boolean plain = true;
        private boolean host;
        private int nameLengths;

        Reader(byte[] from, int end) {
            this.from = from;
            this.end = end;
        }

        @Nullable
        Head read() {
            int method = token();
            if (at < end && (method == 0 || from[at] != ' ')) {
                return OTHER;
            }
            int targetFrom = ++at;
            while (at < end && from[at] > ' ' && from[at] <= '~') {
                at++;
            }
            int targetTo = at;
            if (at < end && targetTo == targetFrom) {
                return OTHER;
            }
            for (int i = 0; i < VERSION.length; i++, at++) {
                if (at >= end) {
                    return null;
                }
                if (from[at] != VERSION[i]) {
                    return OTHER;
                }
            }
            while (at < end && from[at] != '\r') {
                if (!header()) {
                    return at < end ? OTHER : null;
                }
            }
            if (at + 1 >= end) {
                return null;
            }
            if (from[at + 1] != '\n') {
                return OTHER;
            }
            return new Head(
                    Arrays.copyOf(from, at + 2),
                    text(0, method),
                    text(targetFrom, targetTo),
                    Math.max(0, bodyBytes),
                    plain && host,
                    nameLengths);
        }

        private String text(int begin, int to) {
            return new String(from, begin, to - begin, StandardCharsets.ISO_8859_1);
        }

        /** Passes over the characters of a token and returns where it ends. */
        private int token() {
            while (at < end && isToken(from[at])) {
                at++;
            }
            return at;
        }

        /** Passes over a header and its end of line. Returns false if it is not of the strict form, or goes on behind the bytes: then all of them are passed over. */
        private boolean header() {
            int nameFrom = at;
            int nameTo = token();
            if (at >= end || nameTo == nameFrom || from[at] != ':') {
                return false;
            }
            at++;
            while (at < end && isBlank(from[at])) {
                at++;
            }
            int valueFrom = at;
            while (at < end && (from[at] >= ' ' && from[at] != DELETE || from[at] == '\t' || from[at] < 0)) {
                at++;
            }
            int valueTo = at;
            if (at >= end || from[at] != '\r') {
                return false;
            }
            at++;
            if (at >= end || from[at] != '\n') {
                return false;
            }
            at++;
            while (valueTo > valueFrom && isBlank(from[valueTo - 1])) {
                valueTo--;
            }
            nameLengths |= 1 << nameTo - nameFrom;
            if (!look(nameFrom, nameTo, valueFrom, valueTo)) {
                at = nameFrom;
                return false;
            }
            return true;
        }

        /** Looks at a header that matters here. Returns false if it makes the head another's. */
        private boolean look(int nameFrom, int nameTo, int valueFrom, int valueTo) {
            if (is(HOST, nameFrom, nameTo)) {
                plain &= !host;
                host = true;
            } else if (is(CONTENT_LENGTH, nameFrom, nameTo)) {
                return bodyBytes < 0 && length(valueFrom, valueTo);
            } else if (is(CONNECTION, nameFrom, nameTo)) {
                plain &= is(KEEP_ALIVE, valueFrom, valueTo);
            } else if (is(CONTENT_ENCODING, nameFrom, nameTo)) {
                plain = false;
            } else if (is(CONTENT_TYPE, nameFrom, nameTo)) {
                plain &= !contains(';', valueFrom, valueTo);
            } else if (is(ACCEPT_ENCODING, nameFrom, nameTo)) {
                plain &= !contains('=', valueFrom, valueTo);
            } else {
                for (byte[] name : OTHER_FRAMING) {
                    if (is(name, nameFrom, nameTo)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Compares with a text in small letters. */
        private boolean is(byte[] text, int begin, int to) {
            if (to - begin != text.length) {
                return false;
            }
            for (int i = 0; i < text.length; i++) {
                if (lower(from[begin + i]) != text[i]) {
                    return false;
                }
            }
            return true;
        }

        private boolean contains(char wanted, int begin, int to) {
            for (int i = begin; i < to; i++) {
                if (from[i] == wanted) {
                    return true;
                }
            }
            return false;
        }

        private boolean length(int begin, int to) {
            if (to == begin || to - begin > LENGTH_DIGITS) {
                return false;
            }
            int length = 0;
            for (int i = begin; i < to; i++) {
                if (from[i] < '0' || from[i] > '9') {
                    return false;
                }
                length = 10 * length + from[i] - '0';
            }
            bodyBytes = length;
            return true;
        }
    }
}
