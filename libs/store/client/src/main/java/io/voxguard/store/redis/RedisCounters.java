package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.Counters;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.Quirk;
import io.voxguard.store.redis.connection.UnreplayedCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Counters} on the connections of a {@link RedisStore}. A script counts: INCR and PEXPIRE as two commands would leave a counter for ever if the connection
 * broke between them, not every engine has PEXPIRE … NX ({@link Quirk#NO_CONDITIONAL_EXPIRY}), and MULTI must not be used on a shared connection. Thread-safe.
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
                new SentCommand<>(new Command<>(
                        known ? UnreplayedCommand.EVALSHA : UnreplayedCommand.EVAL,
                        new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                        args)));
    }
}
