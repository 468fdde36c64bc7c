package io.voxguard.store.messaging.redis;

import io.lettuce.core.ScriptOutputType;
import io.voxguard.store.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Removes old entries of a stream that every group has acknowledged. Thread-safe. */
public final class StreamTrimmer {
    /** Entries that one run removes at most: it holds up the store meanwhile. */
    public static final int MAX_REMOVED = 1_000;

    private final RedisLink link;
    private final byte[] stream;
    private final Duration timeout;

    StreamTrimmer(RedisLink link, byte[] stream, Duration timeout) {
        this.link = link;
        this.stream = stream;
        this.timeout = timeout;
    }

    /**
     * Removes up to {@link #MAX_REMOVED} entries.
     *
     * @param keep newest entries that stay
     * @return the number removed
     */
    public CompletionStage<Long> trim(long keep) {
        return LuaScript.TRIM.send(
                link,
                ScriptOutputType.INTEGER,
                new byte[][] {stream},
                new byte[][] {Bytes.of(keep), Bytes.of(MAX_REMOVED)},
                timeout);
    }
}
