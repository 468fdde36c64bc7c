package io.voxguard.store.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.voxguard.store.LogWatch;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.connection.Quirk;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A {@link LogWatch} on a connection of its own, since its reads block. Not thread-safe. */
public final class RedisLogWatch implements LogWatch {
    /** Longest blocking read, for every engine: {@link Quirk#SHORT_BLOCKING_READS}. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private final RedisConnections connections;
    private final BlockingStore store;
    private final byte[] key;
    private final Duration maxBlock;

    private RedisLogWatch(RedisStoreConfig config, String key) {
        this.connections = new RedisConnections(config.withConnections(1), "watch", null, null, Ticker.SYSTEM);
        this.store = new BlockingStore(connections);
        this.key = key.getBytes(StandardCharsets.UTF_8);
        // a connection on which a read blocks must not be taken for a silent one
        Duration half = config.silence().dividedBy(2);
        this.maxBlock = half.compareTo(MAX_BLOCK) < 0 ? half : MAX_BLOCK;
    }

    /** Opens a watch of the log under a key; does not wait for the store. */
    public static LogWatch open(RedisStoreConfig config, String key) {
        return new RedisLogWatch(config, key);
    }

    @Override
    public Optional<String> awaitAfter(String id, Duration maxWait, Duration timeout) throws StoreUnavailable {
        Duration block = maxWait.compareTo(maxBlock) > 0 ? maxBlock : maxWait;
        List<StreamMessage<byte[], byte[]>> first = store.await(
                redis -> redis.xread(XReadArgs.Builder.block(block).count(1), StreamOffset.from(key, id)),
                timeout.plus(block));
        if (first == null || first.isEmpty()) {
            return Optional.empty();
        }
        List<StreamMessage<byte[], byte[]>> last =
                store.await(redis -> redis.xrevrange(key, Range.unbounded(), Limit.from(1)), timeout);
        return Optional.of(
                last.isEmpty() ? first.getFirst().getId() : last.getFirst().getId());
    }

    @Override
    public void close() {
        connections.close();
    }
}
