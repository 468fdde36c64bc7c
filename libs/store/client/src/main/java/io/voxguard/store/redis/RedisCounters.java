package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.Counters;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Counters} on the connections of an online store. A script, since INCR and PEXPIRE apart leave a counter for ever when the connection breaks
 * between them, PEXPIRE … NX is not in every store, and MULTI does not belong on a shared connection.
 */
final class RedisCounters implements Counters {
    private static final Script COUNT = Script.read("count.lua");

    private final Dispatcher dispatcher;

    RedisCounters(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public CompletionStage<Count> increment(byte[] key, Duration ttl, Duration limit) {
        if (ttl.toMillis() <= 0) {
            throw new IllegalArgumentException("ttl: expected at least 1 ms, got " + ttl);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(new Count(StoreOutcome.TIMED_OUT, 0));
        }
        StatefulRedisConnection<byte[], byte[]> connection = dispatcher.connection();
        CompletableFuture<Long> count = send(connection, key, ttl, true)
                .exceptionallyCompose(fault -> fault instanceof RedisNoScriptException
                        ? send(connection, key, ttl, false)
                        : CompletableFuture.failedFuture(fault));
        return dispatcher
                .within(limit, count)
                .thenApply(outcome -> new Count(outcome, outcome == StoreOutcome.DONE ? count.join() : 0));
    }

    private CompletableFuture<Long> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, byte[] key, Duration ttl, boolean known) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(COUNT.sent(known))
                .add(1)
                .addKey(key)
                .add(ttl.toMillis());
        return dispatcher.send(
                connection,
                new Sent<>(new Command<>(
                        known ? SentOnce.EVALSHA : SentOnce.EVAL, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args)));
    }
}
