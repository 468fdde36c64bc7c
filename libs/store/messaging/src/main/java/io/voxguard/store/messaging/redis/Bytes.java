package io.voxguard.store.messaging.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text and fields as the store has them. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] of(long number) {
        return of(Long.toString(number));
    }

    static String text(Object bytes) {
        return bytes instanceof byte[] raw ? new String(raw, StandardCharsets.UTF_8) : String.valueOf(bytes);
    }

    static Map<String, byte[]> fields(Map<byte[], byte[]> raw) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        raw.forEach((name, value) -> fields.put(text(name), value));
        return fields;
    }

    /** Reads names and values in turn. */
    static Map<String, byte[]> fields(List<?> namesAndValues) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            fields.put(text(namesAndValues.get(i)), (byte[]) namesAndValues.get(i + 1));
        }
        return fields;
    }

    /** Writes arguments of a script: some of its own, then names and values in turn. */
    static byte[][] arguments(List<byte[]> first, Map<String, byte[]> fields) {
        byte[][] arguments = new byte[first.size() + 2 * fields.size()][];
        int at = 0;
        for (byte[] one : first) {
            arguments[at++] = one;
        }
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            arguments[at++] = of(field.getKey());
            arguments[at++] = field.getValue();
        }
        return arguments;
    }
}
