package io.voxguard.store.redis;

import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.Leases;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@link Leases} on the connections of a {@link RedisStore}. Thread-safe. */
final class RedisLeases implements Leases {
    private static final BlockingScript LEASE = new BlockingScript("lease.lua", ScriptOutputType.INTEGER);

    private final BlockingStore store;

    RedisLeases(BlockingStore store) {
        this.store = store;
    }

    @Override
    public boolean hold(String key, String token, Duration lifetime, Duration timeout) throws StoreUnavailable {
        return run(key, token, lifetime.toMillis(), timeout) == 1;
    }

    @Override
    public void release(String key, String token, Duration timeout) throws StoreUnavailable {
        run(key, token, 0, timeout);
    }

    private long run(String key, String token, long lifetimeMs, Duration timeout) throws StoreUnavailable {
        Long held = LEASE.run(
                store, new byte[][] {utf8(key)}, new byte[][] {utf8(token), utf8(Long.toString(lifetimeMs))}, timeout);
        return held;
    }

    @Override
    public List<String> register(String registerKey, String replica, long nowMs, Duration lifetime, Duration timeout)
            throws StoreUnavailable {
        byte[] key = utf8(registerKey);
        double oldest = nowMs - lifetime.toMillis();
        store.await(redis -> redis.zadd(key, (double) nowMs, utf8(replica)), timeout);
        store.await(redis -> redis.zremrangebyscore(key, Range.create(Double.NEGATIVE_INFINITY, oldest)), timeout);
        return store.await(redis -> redis.zrangebyscore(key, Range.<Number>unbounded()), timeout).stream()
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .sorted()
                .toList();
    }

    @Override
    public void deregister(String registerKey, String replica, Duration timeout) throws StoreUnavailable {
        store.await(redis -> redis.zrem(utf8(registerKey), utf8(replica)), timeout);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
