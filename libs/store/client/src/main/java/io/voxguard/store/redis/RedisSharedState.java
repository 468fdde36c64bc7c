package io.voxguard.store.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link SharedState} on the connections of a {@link RedisStore}. Thread-safe. */
final class RedisSharedState implements SharedState {
    private static final Script REPLACE = Script.read("replace.lua");

    private final BlockingStore store;

    RedisSharedState(BlockingStore store) {
        this.store = store;
    }

    @Override
    public List<Optional<byte[]>> get(List<String> keys, Duration limit) throws StoreUnavailable {
        if (keys.isEmpty()) {
            return List.of();
        }
        byte[][] names = keys.stream().map(RedisSharedState::utf8).toArray(byte[][]::new);
        List<KeyValue<byte[], byte[]>> values = store.await(redis -> redis.mget(names), limit);
        return values.stream()
                .map(value -> value.hasValue() ? Optional.of(value.getValue()) : Optional.<byte[]>empty())
                .toList();
    }

    @Override
    public boolean replace(String key, Optional<byte[]> expected, byte[] value, Duration limit)
            throws StoreUnavailable {
        Long replaced = store.await(
                redis -> redis.eval(
                        REPLACE.source(),
                        ScriptOutputType.INTEGER,
                        new byte[][] {utf8(key)},
                        utf8(expected.isPresent() ? "1" : "0"),
                        expected.orElse(new byte[0]),
                        value),
                limit);
        return replaced == 1;
    }

    @Override
    public Map<String, byte[]> fields(String key, Duration limit) throws StoreUnavailable {
        Map<String, byte[]> fields = new HashMap<>();
        store.await(redis -> redis.hgetall(utf8(key)), limit)
                .forEach((field, value) -> fields.put(new String(field, StandardCharsets.UTF_8), value));
        return fields;
    }

    @Override
    public void put(String key, String field, byte[] value, List<String> fieldsToRemove, Duration limit)
            throws StoreUnavailable {
        store.await(redis -> redis.hset(utf8(key), utf8(field), value), limit);
        if (!fieldsToRemove.isEmpty()) {
            byte[][] fields =
                    fieldsToRemove.stream().map(RedisSharedState::utf8).toArray(byte[][]::new);
            store.await(redis -> redis.hdel(utf8(key), fields), limit);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
