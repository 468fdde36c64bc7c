package io.voxguard.catalogue.document;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of a protobuf message by number, without its schema: fields that a newer writer added are simply not asked for. */
public final class ProtoFields {
    private final Map<Integer, List<Object>> values = new TreeMap<>();

    /** Bytes where they lie: a message of a message of a large file is looked at many times, and copied only where somebody wants the bytes. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Slice(byte[] of, int from, int length) {
        CodedInputStream read() {
            return CodedInputStream.newInstance(of, from, length);
        }

        byte[] copy() {
            return from == 0 && length == of.length ? of : Arrays.copyOfRange(of, from, from + length);
        }

        String text() {
            return new String(of, from, length, StandardCharsets.UTF_8);
        }

        static Slice all(byte[] bytes) {
            return new Slice(bytes, 0, bytes.length);
        }
    }

    private record Fixed32(int bits) {}

    private record Fixed64(long bits) {}

    private ProtoFields() {}

    /** @param message not changed afterwards */
    public static ProtoFields of(byte[] message) throws IOException {
        return of(Slice.all(message));
    }

    private static ProtoFields of(Slice message) throws IOException {
        ProtoFields fields = new ProtoFields();
        CodedInputStream in = message.read();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value =
                    switch (WireFormat.getTagWireType(tag)) {
                        case WireFormat.WIRETYPE_VARINT -> in.readUInt64();
                        case WireFormat.WIRETYPE_FIXED64 -> new Fixed64(in.readFixed64());
                        case WireFormat.WIRETYPE_FIXED32 -> new Fixed32(in.readFixed32());
                        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> slice(message, in);
                        default -> throw new IOException("unexpected wire type in tag " + tag);
                    };
            fields.values
                    .computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>())
                    .add(value);
        }
        return fields;
    }

    /** The bytes of a field, passed over: only their place is kept. */
    private static Slice slice(Slice message, CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        int from = message.from() + in.getTotalBytesRead();
        in.skipRawBytes(length);
        return new Slice(message.of(), from, length);
    }

    public boolean has(int number) {
        return values.containsKey(number);
    }

    /** How often a field is there. */
    public int count(int number) {
        return values.getOrDefault(number, List.of()).size();
    }

    public String text(int number) throws IOException {
        List<String> texts = texts(number);
        return texts.isEmpty() ? "" : texts.getLast();
    }

    public List<String> texts(int number) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Slice slice : slices(number)) {
            texts.add(slice.text());
        }
        return texts;
    }

    public long number(int number) throws IOException {
        List<Object> all = values.getOrDefault(number, List.of());
        return all.isEmpty() ? 0 : bits(number, all.getLast());
    }

    public boolean flag(int number) throws IOException {
        return number(number) != 0;
    }

    /** Integers, packed or not. */
    public long[] numbers(int number) throws IOException {
        long[] all = new long[most(number, 1)];
        int count = 0;
        for (Object value : values.getOrDefault(number, List.of())) {
            if (value instanceof Slice packed) {
                CodedInputStream in = packed.read();
                while (!in.isAtEnd()) {
                    all[count++] = in.readUInt64();
                }
            } else {
                all[count++] = bits(number, value);
            }
        }
        return count == all.length ? all : Arrays.copyOf(all, count);
    }

    /** Floats, packed or not. */
    public float[] floats(int number) throws IOException {
        float[] all = new float[most(number, Float.BYTES)];
        int count = 0;
        for (Object value : values.getOrDefault(number, List.of())) {
            if (value instanceof Slice packed) {
                CodedInputStream in = packed.read();
                while (!in.isAtEnd()) {
                    all[count++] = in.readFloat();
                }
            } else {
                all[count++] = Float.intBitsToFloat((int) bits(number, value));
            }
        }
        return count == all.length ? all : Arrays.copyOf(all, count);
    }

    /** How many numbers a field has at most, where a packed one has so many bytes at least. */
    private int most(int number, int bytes) {
        int most = 0;
        for (Object value : values.getOrDefault(number, List.of())) {
            most += value instanceof Slice packed ? (packed.length() + bytes - 1) / bytes : 1;
        }
        return most;
    }

    public Optional<ProtoFields> message(int number) throws IOException {
        List<Slice> slices = slices(number);
        return slices.isEmpty() ? Optional.empty() : Optional.of(of(slices.getLast()));
    }

    public List<ProtoFields> messages(int number) throws IOException {
        List<ProtoFields> messages = new ArrayList<>();
        for (Slice slice : slices(number)) {
            messages.add(of(slice));
        }
        return messages;
    }

    /** A map of texts. */
    public Map<String, String> map(int number) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (ProtoFields entry : messages(number)) {
            map.put(entry.text(1), entry.text(2));
        }
        return map;
    }

    /** Copies of the values of a field that holds bytes, texts or messages. */
    public List<byte[]> bytes(int number) throws IOException {
        return slices(number).stream().map(Slice::copy).toList();
    }

    private List<Slice> slices(int number) throws IOException {
        List<Slice> list = new ArrayList<>();
        for (Object value : values.getOrDefault(number, List.of())) {
            if (!(value instanceof Slice slice)) {
                throw unexpected(number);
            }
            list.add(slice);
        }
        return list;
    }

    /** Puts other texts or messages in the place of a field's; none: the field is gone. */
    public void replace(int number, List<byte[]> others) {
        if (others.isEmpty()) {
            values.remove(number);
        } else {
            values.put(number, new ArrayList<>(others.stream().map(Slice::all).toList()));
        }
    }

    /** The message again, its fields in the order of their numbers. */
    public byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<Integer, List<Object>> field : values.entrySet()) {
            for (Object value : field.getValue()) {
                switch (value) {
                    case Slice content -> {
                        out.writeTag(field.getKey(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
                        out.writeUInt32NoTag(content.length());
                        out.writeRawBytes(content.of(), content.from(), content.length());
                    }
                    case Fixed32 fixed -> out.writeFixed32(field.getKey(), fixed.bits());
                    case Fixed64 fixed -> out.writeFixed64(field.getKey(), fixed.bits());
                    default -> out.writeUInt64(field.getKey(), bits(field.getKey(), value));
                }
            }
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static long bits(int number, Object value) throws IOException {
        return switch (value) {
            case Long varint -> varint;
            case Fixed32 fixed -> fixed.bits();
            case Fixed64 fixed -> fixed.bits();
            default -> throw unexpected(number);
        };
    }

    private static IOException unexpected(int number) {
        return new IOException("field " + number + " is of another wire type than expected");
    }
}
