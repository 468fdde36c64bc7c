package io.voxguard.store.redis;

import io.lettuce.core.XAddArgs;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.RecordStream;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link RecordStream} on the connections of a {@link RedisStore}. Thread-safe. */
final class RedisRecordStream implements RecordStream {
    private final BlockingStore store;
    private final byte[] key;
    private final long maxLength;

    RedisRecordStream(BlockingStore store, String key, long maxLength) {
        this.store = store;
        this.key = key.getBytes(StandardCharsets.UTF_8);
        this.maxLength = maxLength;
    }

    @Override
    public String add(byte[] record, Duration timeout) throws StoreUnavailable {
        XAddArgs args = XAddArgs.Builder.maxlen(maxLength).approximateTrimming();
        return store.await(redis -> redis.xadd(key, args, Map.of(StreamEntries.RECORD, record)), timeout);
    }

    @Override
    public List<Entry> list(String fromId, int maxCount, Duration timeout) throws StoreUnavailable {
        return RedisEventLog.range(store, key, fromId, "+", maxCount, timeout);
    }

    @Override
    public boolean remove(String id, Duration timeout) throws StoreUnavailable {
        return store.await(redis -> redis.xdel(key, id), timeout) > 0;
    }

    @Override
    public long length(Duration timeout) throws StoreUnavailable {
        return store.await(redis -> redis.xlen(key), timeout);
    }
}
