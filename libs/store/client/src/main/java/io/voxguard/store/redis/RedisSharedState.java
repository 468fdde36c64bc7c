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

/** A {@link SharedState} on the connections of an online store. */
final class RedisSharedState implements SharedState {
    /** Sets what is new only where what was expected is there; ARGV[1]: 1 when something is expected. */
    private static final String REPLACE = """
            local now = redis.call('GET', KEYS[1])
            if (ARGV[1] == '0' and not now) or (ARGV[1] == '1' and now == ARGV[2]) then
              redis.call('SET', KEYS[1], ARGV[3])
              return 1
            end
            return 0
            """;

    private final Waiting store;

    RedisSharedState(RedisConnections connections) {
        this.store = new Waiting(connections);
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
                        REPLACE,
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
    public void put(String key, String field, byte[] value, List<String> out, Duration limit) throws StoreUnavailable {
        store.await(redis -> redis.hset(utf8(key), utf8(field), value), limit);
        if (!out.isEmpty()) {
            byte[][] fields = out.stream().map(RedisSharedState::utf8).toArray(byte[][]::new);
            store.await(redis -> redis.hdel(utf8(key), fields), limit);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
