package io.voxguard.api.http.features;

import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.value.ValueVisitor;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/** Writes values as Feast's server does: bytes in base64, times in seconds; what is not finite as null, or as Feast's text for it. Not thread-safe. */
final class ValueJson implements ValueVisitor {
    private static final byte[] NAN = JsonBytes.ascii("\"NaN\"");
    private static final byte[] INFINITY = JsonBytes.ascii("\"Infinity\"");
    private static final byte[] MINUS_INFINITY = JsonBytes.ascii("\"-Infinity\"");

    private static final DateTimeFormatter ZONED = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    private final boolean likeFeast;
    private JsonBytes json = JsonBytes.ofThread();
    private boolean shortFloats;
    private boolean finite = true;
    private int start;

    ValueJson(boolean likeFeast) {
        this.likeFeast = likeFeast;
    }

    /** Sets where values are written from now on. */
    void to(JsonBytes bytes) {
        json = bytes;
    }

    /** Sets whether floats are written as short as possible, or as the double that they equal, as Feast does. */
    void shortFloats(boolean shortFloats) {
        this.shortFloats = shortFloats;
    }

    /** Begins a new value. */
    void begin() {
        start = json.size();
        finite = true;
    }

    /** Returns true when all numbers since {@link #begin} were finite. */
    boolean finite() {
        return finite;
    }

    @Override
    public void again() {
        json.truncate(start);
        finite = true;
    }

    @Override
    public void nothing() {
        json.nothing();
    }

    @Override
    public void bool(boolean value) {
        json.bool(value);
    }

    @Override
    public void integer(long value) {
        json.number(value);
    }

    @Override
    public void float64(double value) {
        if (Double.isFinite(value)) {
            json.number(value);
            return;
        }
        finite = false;
        if (!likeFeast) {
            json.nothing();
        } else if (Double.isNaN(value)) {
            json.raw(NAN);
        } else {
            json.raw(value > 0 ? INFINITY : MINUS_INFINITY);
        }
    }

    @Override
    public void float32(float value) {
        if (shortFloats && Float.isFinite(value)) {
            json.number(value);
        } else {
            float64(value);
        }
    }

    @Override
    public void text(byte[] source, int from, int length) {
        json.string(source, from, length);
    }

    @Override
    public void bytes(byte[] source, int from, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(source, from, copy, 0, length);
        byte[] base64 = Base64.getEncoder().encode(copy);
        json.string(base64, 0, base64.length);
    }

    @Override
    public void zonedTimestamp(long seconds, String zone) {
        if (seconds == Long.MIN_VALUE) {
            json.nothing();
        } else {
            json.string(ZONED.format(Instant.ofEpochSecond(seconds).atZone(zone(zone))));
        }
    }

    private static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    @Override
    public boolean takesScalarMaps() {
        return !likeFeast;
    }

    @Override
    public void beginList() {
        json.beginArray();
    }

    @Override
    public void endList() {
        json.endArray();
    }

    @Override
    public void beginMap() {
        json.beginObject();
    }

    @Override
    public void key(byte[] source, int from, int length) {
        json.name(source, from, length);
    }

    @Override
    public void endMap() {
        json.endObject();
    }
}
