package io.voxguard.serving.value;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.base.ParserMinimalBase;
import com.fasterxml.jackson.core.io.ContentReference;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser for JSON objects as clients ordinarily send them, in UTF-8 that has been checked. Its tokens are those of Jackson's parser, or it throws
 * {@link NotSimple}: at whatever is malformed, at escapes, at deep nesting and at very long numbers. The object is then to be read again by Jackson's parser,
 * which knows what to do or what to say. A thread has one, which is used for one object after the other: it allocates nothing but the texts that are asked
 * for. Bodies of requests are read by it: figures in benchmarks/RESULTS.md.
 */
public final class SimpleJsonParser extends ParserMinimalBase {
    private static final int MAX_DEPTH = 16;
    /** Any number of so many digits fits a long. */
    private static final int MAX_DIGITS = 18;
    /** A fraction of so many digits is the quotient of two doubles that are exact. */
    private static final int MAX_EXACT_DIGITS = 15;

    private static final int MAX_NUMBER = 64;
    private static final int MAX_NAME = 256;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] NOTHING = {};
    private static final Depth[] DEPTHS = new Depth[MAX_DEPTH + 1];

    static {
        for (int depth = 0; depth < DEPTHS.length; depth++) {
            DEPTHS[depth] = new Depth(depth);
        }
    }

    private static final FastThreadLocal<SimpleJsonParser> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected SimpleJsonParser initialValue() {
            return new SimpleJsonParser();
        }
    };

    private static final KnownLists LISTS = new KnownLists();

    private final KnownTexts known = new KnownTexts();
    private byte[] in = NOTHING;
    private int end;
    private int at;
    private boolean open;
    /** By depth, a bit for each container that is open: 1 for an object. */
    private int objects;

    private int depth;
    private String name = "";
    /** A value that was read together with its name; null where that is still to be done. */
    private @Nullable JsonToken read;

    private int from;
    private int to;
    private boolean ascii;
    private boolean negative;
    private boolean exponent;
    private int digits;
    private int afterPoint;
    private long integer;

    private SimpleJsonParser() {
        super(0);
    }

    /** Thrown at JSON that is left to Jackson's parser. One instance without a stack trace. */
    public static final class NotSimple extends IOException {
        private static final NotSimple INSTANCE = new NotSimple();

        private NotSimple() {
            super("JSON for another parser");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private static final class Depth extends JsonStreamContext {
        Depth(int depth) {
            _nestingDepth = depth;
        }

        @Override
        public @Nullable JsonStreamContext getParent() {
            return null;
        }

        @Override
        public @Nullable String getCurrentName() {
            return null;
        }
    }

    /**
     * Returns this thread's parser at the beginning of an object; null while the thread reads another one. To be closed.
     *
     * @param length number of the array's bytes that are JSON
     */
    public static @Nullable SimpleJsonParser of(byte[] json, int length) {
        SimpleJsonParser parser = OF_THREAD.get();
        if (parser.open) {
            return null;
        }
        parser.open = true;
        parser.in = json;
        parser.end = length;
        parser.at = 0;
        parser.depth = 0;
        parser.read = null;
        parser._currToken = null;
        return parser;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken last = _currToken;
        int next = nonBlank();
        if (depth == 0) {
            return root(last, next);
        }
        if (last == JsonToken.FIELD_NAME) {
            JsonToken value = read == null ? value(next) : read;
            read = null;
            _currToken = value;
            return value;
        }
        boolean inObject = (objects >>> depth & 1) != 0;
        if (next == (inObject ? '}' : ']')) {
            at++;
            depth--;
            _currToken = inObject ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
            return _currToken;
        }
        if (last != JsonToken.START_OBJECT && last != JsonToken.START_ARRAY) {
            if (next != ',') {
                throw NotSimple.INSTANCE;
            }
            at++;
            next = nonBlank();
        }
        _currToken = inObject ? name(next) : value(next);
        return _currToken;
    }

    private @Nullable JsonToken root(@Nullable JsonToken last, int next) throws IOException {
        if (last == null && next == '{') {
            _currToken = value(next);
        } else if (last != null && next < 0) {
            _currToken = null;
        } else {
            throw NotSimple.INSTANCE;
        }
        return _currToken;
    }

    /** Goes to the next byte that is no blank, and returns it; -1 at the end. */
    private int nonBlank() {
        for (; at < end; at++) {
            byte b = in[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b & 0xff;
            }
        }
        return -1;
    }

    /** Reads a name and the colon, and like Jackson's parser a number or literal behind it. */
    private JsonToken name(int first) throws IOException {
        if (first != '"') {
            throw NotSimple.INSTANCE;
        }
        string();
        if (to - from > MAX_NAME) {
            throw NotSimple.INSTANCE;
        }
        name = shared();
        if (nonBlank() != ':') {
            throw NotSimple.INSTANCE;
        }
        at++;
        int next = nonBlank();
        read = next == '"' || next == '{' || next == '[' ? null : value(next);
        return JsonToken.FIELD_NAME;
    }

    private JsonToken value(int first) throws IOException {
        return switch (first) {
            case '"' -> {
                string();
                yield JsonToken.VALUE_STRING;
            }
            case '{' -> begin(1, JsonToken.START_OBJECT);
            case '[' -> begin(0, JsonToken.START_ARRAY);
            case 't' -> literal(TRUE, JsonToken.VALUE_TRUE);
            case 'f' -> literal(FALSE, JsonToken.VALUE_FALSE);
            case 'n' -> literal(NULL, JsonToken.VALUE_NULL);
            default -> number();
        };
    }

    private JsonToken begin(int object, JsonToken token) throws IOException {
        if (depth == MAX_DEPTH) {
            throw NotSimple.INSTANCE;
        }
        from = at++;
        depth++;
        objects = objects & ~(1 << depth) | object << depth;
        return token;
    }

    private JsonToken literal(byte[] text, JsonToken token) throws IOException {
        from = at;
        for (byte b : text) {
            if (at == end || in[at++] != b) {
                throw NotSimple.INSTANCE;
            }
        }
        endOfScalar();
        return token;
    }

    /** Goes behind a string that begins here; {@link #from} and {@link #to} are then those of its text. */
    private void string() throws IOException {
        byte[] bytes = in;
        int i = at + 1;
        from = i;
        byte all = 0;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (b == '"') {
                to = i;
                at = i + 1;
                ascii = all >= 0;
                return;
            }
            if (b == '\\' || b >= 0 && b < ' ') {
                break;
            }
            all |= b;
        }
        throw NotSimple.INSTANCE;
    }

    private JsonToken number() throws IOException {
        from = at;
        negative = at < end && in[at] == '-';
        at += negative ? 1 : 0;
        integer = 0;
        digits = 0;
        afterPoint = 0;
        exponent = false;
        boolean zero = at < end && in[at] == '0';
        digits();
        if (digits == 0 || zero && digits > 1) {
            throw NotSimple.INSTANCE;
        }
        boolean fraction = at < end && in[at] == '.';
        if (fraction) {
            int before = digits;
            at++;
            digits();
            afterPoint = digits - before;
            if (afterPoint == 0) {
                throw NotSimple.INSTANCE;
            }
        }
        if (at < end && (in[at] == 'e' || in[at] == 'E')) {
            exponent();
        }
        if (at - from > MAX_NUMBER || !fraction && !exponent && digits > MAX_DIGITS) {
            throw NotSimple.INSTANCE;
        }
        endOfScalar();
        return fraction || exponent ? JsonToken.VALUE_NUMBER_FLOAT : JsonToken.VALUE_NUMBER_INT;
    }

    /** Reads digits on; beyond those that a long holds they are counted alone. */
    private void digits() {
        for (; at < end; at++) {
            int digit = in[at] - '0';
            if (digit < 0 || digit > 9) {
                return;
            }
            integer = digits < MAX_DIGITS ? 10 * integer + digit : integer;
            digits++;
        }
    }

    private void exponent() throws IOException {
        exponent = true;
        at++;
        if (at < end && (in[at] == '+' || in[at] == '-')) {
            at++;
        }
        int first = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw NotSimple.INSTANCE;
        }
    }

    private void endOfScalar() throws IOException {
        to = at;
        if (at < end) {
            byte b = in[at];
            if (b != ',' && b != '}' && b != ']' && b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw NotSimple.INSTANCE;
            }
        }
    }

    /** Returns the position of the current token's first byte, for tokens other than strings and names. */
    public int tokenStart() {
        return from;
    }

    /**
     * Passes over the rest of the list whose beginning is the current token.
     *
     * @param behind position behind its closing bracket: the caller has seen that the list is well-formed
     */
    public void leaveArray(int behind) throws IOException {
        if (behind > end) {
            throw NotSimple.INSTANCE;
        }
        at = behind;
        depth--;
        _currToken = JsonToken.END_ARRAY;
    }

    /**
     * Returns the texts of the list whose beginning is the current token, and goes to its end, if a list of the same bytes was {@linkplain #learnTexts learned}; null, without going on,
     * for any other.
     */
    public @Nullable List<String> knownTexts() throws IOException {
        if (_currToken != JsonToken.START_ARRAY) {
            throw NotSimple.INSTANCE;
        }
        KnownLists.Known list = LISTS.at(in, from, end);
        if (list == null) {
            return null;
        }
        leaveArray(from + list.json().length);
        return list.texts();
    }

    /**
     * Remembers the texts of the list whose end is the current token, for lists of the same bytes. Returns them as they will be returned for those.
     *
     * @param start {@link #tokenStart} of its beginning
     */
    public List<String> learnTexts(int start, List<String> texts) throws IOException {
        if (_currToken != JsonToken.END_ARRAY) {
            throw NotSimple.INSTANCE;
        }
        List<String> kept = List.copyOf(texts);
        LISTS.learn(in, start, at, kept);
        return kept;
    }

    /** Returns the text of the current string; the same instance for the same text, where it is one of a few that come again and again. */
    public String sharedText() throws IOException {
        if (_currToken != JsonToken.VALUE_STRING) {
            throw NotSimple.INSTANCE;
        }
        return shared();
    }

    private String shared() {
        return ascii ? known.ascii(in, from, to) : new String(in, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public String getText() throws IOException {
        return switch (_currToken) {
            case FIELD_NAME -> name;
            case VALUE_STRING ->
                new String(in, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new String(in, from, to - from, StandardCharsets.ISO_8859_1);
            case null -> throw NotSimple.INSTANCE;
            default -> _currToken.asString();
        };
    }

    @Override
    public String currentName() throws IOException {
        return name;
    }

    @Override
    @Deprecated
    public String getCurrentName() throws IOException {
        return name;
    }

    @Override
    public NumberType getNumberType() throws IOException {
        if (_currToken == JsonToken.VALUE_NUMBER_FLOAT) {
            return NumberType.DOUBLE;
        }
        long value = getLongValue();
        return value == (int) value ? NumberType.INT : NumberType.LONG;
    }

    @Override
    public long getLongValue() throws IOException {
        if (_currToken != JsonToken.VALUE_NUMBER_INT) {
            throw NotSimple.INSTANCE;
        }
        return negative ? -integer : integer;
    }

    @Override
    public int getIntValue() throws IOException {
        long value = getLongValue();
        if (value != (int) value) {
            throw NotSimple.INSTANCE;
        }
        return (int) value;
    }

    @Override
    public BigInteger getBigIntegerValue() throws IOException {
        return BigInteger.valueOf(getLongValue());
    }

    @Override
    public double getDoubleValue() throws IOException {
        if (_currToken != JsonToken.VALUE_NUMBER_FLOAT) {
            return getLongValue();
        }
        if (exponent || digits > MAX_EXACT_DIGITS) {
            return JavaDoubleParser.parseDouble(in, from, to - from);
        }
        double value = integer / POWERS[afterPoint];
        return negative ? -value : value;
    }

    @Override
    public float getFloatValue() throws IOException {
        return _currToken == JsonToken.VALUE_NUMBER_FLOAT
                ? JavaFloatParser.parseFloat(in, from, to - from)
                : getLongValue();
    }

    @Override
    public JsonStreamContext getParsingContext() {
        return DEPTHS[depth];
    }

    @Override
    public JsonLocation currentTokenLocation() {
        return new JsonLocation(ContentReference.unknown(), from, -1, -1, -1);
    }

    @Override
    public JsonLocation currentLocation() {
        return new JsonLocation(ContentReference.unknown(), at, -1, -1, -1);
    }

    @Override
    @Deprecated
    public JsonLocation getTokenLocation() {
        return currentTokenLocation();
    }

    @Override
    @Deprecated
    public JsonLocation getCurrentLocation() {
        return currentLocation();
    }

    @Override
    public void close() {
        open = false;
        in = NOTHING;
        end = 0;
    }

    @Override
    public boolean isClosed() {
        return !open;
    }

    @Override
    public Number getNumberValue() throws IOException {
        throw NotSimple.INSTANCE;
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
        throw NotSimple.INSTANCE;
    }

    @Override
    public byte[] getBinaryValue(Base64Variant variant) throws IOException {
        throw NotSimple.INSTANCE;
    }

    @Override
    public char[] getTextCharacters() throws IOException {
        return getText().toCharArray();
    }

    @Override
    public int getTextLength() throws IOException {
        return getText().length();
    }

    @Override
    public int getTextOffset() {
        return 0;
    }

    @Override
    public boolean hasTextCharacters() {
        return false;
    }

    @Override
    @Deprecated
    public void overrideCurrentName(String other) {
        throw new UnsupportedOperationException("names are those of the JSON");
    }

    @Override
    protected void _handleEOF() {}

    @Override
    public @Nullable ObjectCodec getCodec() {
        return null;
    }

    @Override
    public void setCodec(@Nullable ObjectCodec codec) {
        throw new UnsupportedOperationException("tokens alone");
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }
}
