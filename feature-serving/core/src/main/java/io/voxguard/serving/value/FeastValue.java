package io.voxguard.serving.value;

import io.voxguard.catalogue.type.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a serialised {@code feast.types.Value} where it lies: its one field is the value, by the type's number. No bytes at all are a
 * null; unknown fields are passed over; of two values the last counts, as with any protobuf parser.
 */
public final class FeastValue {
    private static final int MAX_DEPTH = 32;

    private FeastValue() {}

    /**
     * Shows the value to the visitor.
     *
     * @return false for null
     * @throws MalformedValue when the bytes are none; the visitor may have seen a part of it
     */
    public static boolean read(byte[] source, int from, int length, ValueVisitor visitor) throws MalformedValue {
        return value(new Wire(source, from, length), visitor, 0);
    }

    /**
     * Returns the value as a number: NaN for null and for other types; a flag is 0 or 1.
     *
     * @throws MalformedValue when the bytes are no value
     */
    public static double number(byte[] source, int from, int length) throws MalformedValue {
        Wire wire = new Wire(source, from, length);
        double number = Double.NaN;
        while (wire.more()) {
            int tag = wire.tag();
            number = switch (tag) {
                case 3 << 3 -> (int) wire.varint();
                case 4 << 3, 8 << 3 -> wire.varint();
                case 7 << 3 -> wire.varint() != 0 ? 1 : 0;
                case 5 << 3 | Wire.FIXED64 -> Double.longBitsToDouble(wire.fixed64());
                case 6 << 3 | Wire.FIXED32 -> Float.intBitsToFloat(wire.fixed32());
                default -> {
                    wire.skip(tag & 7);
                    yield Double.NaN;
                }
            };
        }
        return number;
    }

    private static boolean value(Wire wire, ValueVisitor visitor, int depth) throws MalformedValue {
        if (depth > MAX_DEPTH) {
            throw MalformedValue.INSTANCE;
        }
        boolean seen = false;
        while (wire.more()) {
            int tag = wire.tag();
            ValueType type = ValueType.of(tag >>> 3).orElse(null);
            if (type == null) {
                // an explicit null, or a field of a later time
                wire.skip(tag & 7);
            } else {
                if (seen) {
                    again(visitor, depth);
                }
                seen = true;
                one(type, tag & 7, wire, visitor, depth);
            }
        }
        if (!seen) {
            visitor.nothing();
        }
        return seen;
    }

    private static void again(ValueVisitor visitor, int depth) throws MalformedValue {
        if (depth > 0) {
            throw MalformedValue.INSTANCE;
        }
        visitor.again();
    }

    private static void one(ValueType type, int wireType, Wire wire, ValueVisitor visitor, int depth)
            throws MalformedValue {
        switch (type) {
            case BYTES, STRING, JSON, UUID, TIME_UUID, DECIMAL, INT32, INT64, UNIX_TIMESTAMP, BOOL, FLOAT64, FLOAT32 ->
                scalar(type, wireType, wire, visitor);
            case MAP, STRUCT -> map(expectBytes(wireType, wire), visitor, depth);
            case MAP_LIST, STRUCT_LIST -> {
                visitor.beginList();
                Wire list = expectBytes(wireType, wire);
                while (list.more()) {
                    map(expectBytes(list.tag() & 7, list), visitor, depth);
                }
                visitor.endList();
            }
            case VALUE_LIST, VALUE_SET -> {
                visitor.beginList();
                Wire list = expectBytes(wireType, wire);
                while (list.more()) {
                    value(expectBytes(list.tag() & 7, list), visitor, depth + 1);
                }
                visitor.endList();
            }
            case SCALAR_MAP -> {
                Wire map = expectBytes(wireType, wire);
                if (visitor.takesScalarMaps()) {
                    scalarMap(map, visitor, depth);
                } else {
                    visitor.nothing();
                }
            }
            case ZONED_TIMESTAMP -> zonedTimestamp(expectBytes(wireType, wire), visitor);
            default -> list(type.element().orElseThrow(), expectBytes(wireType, wire), visitor);
        }
    }

    private static Wire expectBytes(int wireType, Wire wire) throws MalformedValue {
        if (wireType != Wire.BYTES) {
            throw MalformedValue.INSTANCE;
        }
        return wire.inside();
    }

    private static void scalar(ValueType type, int wireType, Wire wire, ValueVisitor visitor) throws MalformedValue {
        if (wireType != Wire.typeOf(type)) {
            throw MalformedValue.INSTANCE;
        }
        switch (type) {
            case INT32 -> visitor.integer((int) wire.varint());
            case INT64, UNIX_TIMESTAMP -> visitor.integer(wire.varint());
            case BOOL -> visitor.bool(wire.varint() != 0);
            case FLOAT64 -> visitor.float64(Double.longBitsToDouble(wire.fixed64()));
            case FLOAT32 -> visitor.float32(Float.intBitsToFloat(wire.fixed32()));
            default -> {
                int length = wire.length();
                if (type == ValueType.BYTES) {
                    visitor.bytes(wire.source(), wire.at(), length);
                } else {
                    checkText(wire.source(), wire.at(), length);
                    visitor.text(wire.source(), wire.at(), length);
                }
                wire.pass(length);
            }
        }
    }

    private static void checkText(byte[] source, int from, int length) throws MalformedValue {
        for (int i = from; i < from + length; i++) {
            if (source[i] < 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(source, i, from + length - i));
                    return;
                } catch (CharacterCodingException e) {
                    throw MalformedValue.INSTANCE;
                }
            }
        }
    }

    /** Numbers are packed (all in one field) or, as old writers do, one field each. */
    private static void list(ValueType element, Wire list, ValueVisitor visitor) throws MalformedValue {
        visitor.beginList();
        while (list.more()) {
            int wireType = list.tag() & 7;
            if (wireType == Wire.BYTES && Wire.typeOf(element) != Wire.BYTES) {
                Wire packed = list.inside();
                while (packed.more()) {
                    scalar(element, Wire.typeOf(element), packed, visitor);
                }
            } else {
                scalar(element, wireType, list, visitor);
            }
        }
        visitor.endList();
    }

    private static void map(Wire map, ValueVisitor visitor, int depth) throws MalformedValue {
        visitor.beginMap();
        while (map.more()) {
            entry(expectBytes(map.tag() & 7, map), visitor, depth);
        }
        visitor.endMap();
    }

    /** Key and value in either order; the key is shown first. */
    private static void entry(Wire entry, ValueVisitor visitor, int depth) throws MalformedValue {
        Wire key = new Wire(entry.source(), 0, 0);
        Wire value = key;
        while (entry.more()) {
            int tag = entry.tag();
            Wire content = expectBytes(tag & 7, entry);
            if (tag >>> 3 == 1) {
                key = content;
            } else {
                value = content;
            }
        }
        checkText(key.source(), key.at(), key.left());
        visitor.key(key.source(), key.at(), key.left());
        value(value, visitor, depth + 1);
    }

    private static void scalarMap(Wire map, ValueVisitor visitor, int depth) throws MalformedValue {
        visitor.beginMap();
        while (map.more()) {
            Wire entry = expectBytes(map.tag() & 7, map);
            byte[] key = {};
            Wire value = new Wire(key, 0, 0);
            while (entry.more()) {
                int tag = entry.tag();
                Wire content = expectBytes(tag & 7, entry);
                if (tag >>> 3 == 1) {
                    key = scalarKey(content);
                } else {
                    value = content;
                }
            }
            visitor.key(key, 0, key.length);
            value(value, visitor, depth + 1);
        }
        visitor.endMap();
    }

    private static byte[] scalarKey(Wire key) throws MalformedValue {
        String text = "";
        while (key.more()) {
            int tag = key.tag();
            switch (tag & 7) {
                case Wire.VARINT -> text = Long.toString(key.varint());
                case Wire.FIXED64 -> text = Double.toString(Double.longBitsToDouble(key.fixed64()));
                case Wire.FIXED32 -> text = Float.toString(Float.intBitsToFloat(key.fixed32()));
                case Wire.BYTES -> {
                    int length = key.length();
                    text = new String(key.source(), key.at(), length, StandardCharsets.UTF_8);
                    key.pass(length);
                }
                default -> throw MalformedValue.INSTANCE;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void zonedTimestamp(Wire wire, ValueVisitor visitor) throws MalformedValue {
        long seconds = 0;
        String zone = "";
        while (wire.more()) {
            int tag = wire.tag();
            if (tag == 1 << 3) {
                seconds = wire.varint();
            } else if (tag == (2 << 3 | Wire.BYTES)) {
                int length = wire.length();
                zone = new String(wire.source(), wire.at(), length, StandardCharsets.UTF_8);
                wire.pass(length);
            } else {
                wire.skip(tag & 7);
            }
        }
        visitor.zonedTimestamp(seconds, zone);
    }
}
