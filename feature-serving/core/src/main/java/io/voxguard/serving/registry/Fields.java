package io.voxguard.serving.registry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a protobuf message by number, without its schema: fields that a newer writer added are simply not asked for. */
final class Fields {
    private final Map<Integer, List<Object>> values = new HashMap<>();

    private Fields() {}

    static Fields of(byte[] message) throws IOException {
        Fields fields = new Fields();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value =
                    switch (WireFormat.getTagWireType(tag)) {
                        case WireFormat.WIRETYPE_VARINT -> in.readUInt64();
                        case WireFormat.WIRETYPE_FIXED64 -> in.readFixed64();
                        case WireFormat.WIRETYPE_FIXED32 -> (long) in.readFixed32();
                        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                        default -> throw new IOException("unexpected wire type in tag " + tag);
                    };
            fields.values
                    .computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>())
                    .add(value);
        }
        return fields;
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
        for (byte[] bytes : all(number, byte[].class)) {
            texts.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return texts;
    }

    long number(int number) throws IOException {
        List<Long> numbers = all(number, Long.class);
        return numbers.isEmpty() ? 0 : numbers.getLast();
    }

    boolean flag(int number) throws IOException {
        return number(number) != 0;
    }

    Optional<Fields> message(int number) throws IOException {
        List<Fields> messages = messages(number);
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages.getLast());
    }

    List<Fields> messages(int number) throws IOException {
        List<Fields> messages = new ArrayList<>();
        for (byte[] bytes : all(number, byte[].class)) {
            messages.add(of(bytes));
        }
        return messages;
    }

    /** A map of texts. */
    Map<String, String> map(int number) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (Fields entry : messages(number)) {
            map.put(entry.text(1), entry.text(2));
        }
        return map;
    }

    private <T> List<T> all(int number, Class<T> type) throws IOException {
        List<T> list = new ArrayList<>();
        for (Object value : values.getOrDefault(number, List.of())) {
            if (!type.isInstance(value)) {
                throw new IOException("field " + number + " is of another wire type than a registry's");
            }
            list.add(type.cast(value));
        }
        return list;
    }
}
