package io.voxguard.catalogue.registry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of a protobuf message by number, without its schema: fields that a newer writer added are simply not asked for. */
final class ProtoFields {
    private final Map<Integer, List<Object>> values = new TreeMap<>();

    /** Bytes where they lie: a message of a message of a large file is looked at many times, and not copied. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Slice(byte[] of, int from, int length) {
        CodedInputStream read() {
            return CodedInputStream.newInstance(of, from, length);
        }

        String text() {
            return new String(of, from, length, StandardCharsets.UTF_8);
        }
    }

    private record Fixed32(int bits) {}

    private record Fixed64(long bits) {}

    private ProtoFields() {}

    /** @param message not changed afterwards */
    static ProtoFields of(byte[] message) throws IOException {
        return of(new Slice(message, 0, message.length));
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

    boolean has(int number) {
        return values.containsKey(number);
    }

    String text(int number) throws IOException {
        List<String> texts = texts(number);
        return texts.isEmpty() ? "" : texts.getLast();
    }

    List<String> texts(int number) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Slice slice : slices(number)) {
            texts.add(slice.text());
        }
        return texts;
    }

    long number(int number) throws IOException {
        List<Object> all = values.getOrDefault(number, List.of());
        return all.isEmpty() ? 0 : bits(number, all.getLast());
    }

    boolean flag(int number) throws IOException {
        return number(number) != 0;
    }

    Optional<ProtoFields> message(int number) throws IOException {
        List<Slice> slices = slices(number);
        return slices.isEmpty() ? Optional.empty() : Optional.of(of(slices.getLast()));
    }

    List<ProtoFields> messages(int number) throws IOException {
        List<ProtoFields> messages = new ArrayList<>();
        for (Slice slice : slices(number)) {
            messages.add(of(slice));
        }
        return messages;
    }

    /** A map of texts. */
    Map<String, String> map(int number) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (ProtoFields entry : messages(number)) {
            map.put(entry.text(1), entry.text(2));
        }
        return map;
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
