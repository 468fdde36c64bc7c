package io.voxguard.store.redis;

import io.voxguard.store.EventLog.Group;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the reply to XINFO GROUPS: a map for each group, or a list of names and values where the protocol has no maps. */
final class GroupInfo {
    private GroupInfo() {}

    static List<Group> parse(List<Object> reply) {
        return reply.stream().map(GroupInfo::fields).map(GroupInfo::group).toList();
    }

    private static Group group(Map<String, @Nullable Object> fields) {
        return new Group(
                text(fields.get("name")),
                number(fields.get("pending")).orElse(0L),
                text(fields.get("last-delivered-id")),
                number(fields.get("lag"))); // from Redis 7.0; null if it has lost count
    }

    private static Map<String, @Nullable Object> fields(Object group) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        if (group instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(text(name), value));
        } else if (group instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                fields.put(text(list.get(i)), list.get(i + 1));
            }
        }
        return fields;
    }

    private static Optional<Long> number(@Nullable Object value) {
        return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }
}
