package io.voxguard.store.messaging.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One part of a reply to XINFO: names and values in turn. */
final class StreamInfo {
    private final Map<String, Object> fields = new HashMap<>();

    private StreamInfo() {}

    static StreamInfo of(List<?> namesAndValues) {
        StreamInfo info = new StreamInfo();
        for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
            Object value = namesAndValues.get(i + 1);
            if (value != null) {
                info.fields.put(Bytes.text(namesAndValues.get(i)), value);
            }
        }
        return info;
    }

    String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : Bytes.text(value);
    }

    OptionalLong number(String name) {
        return fields.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
