package io.voxguard.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.connection.RedisConnections;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Sends a command and waits for its reply: for threads that may block. Thread-safe. */
final class BlockingStore {
    private final RedisConnections connections;

    BlockingStore(RedisConnections connections) {
        this.connections = connections;
    }

    /**
     * Returns the reply to a command.
     *
     * @param command sends it
     * @throws StoreUnavailable if there is no reply within the timeout, or an error
     */
    <T> T await(Function<RedisAsyncCommands<byte[], byte[]>, ? extends Future<T>> command, Duration timeout)
            throws StoreUnavailable {
        StatefulRedisConnection<byte[], byte[]> connection = connections.next();
        if (connection == null) {
            throw new StoreUnavailable("not connected", new RedisException("no open connection"));
        }
        Future<T> reply = command.apply(connection.async());
        try {
            return reply.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            connections.examine(cause == null ? "" : String.valueOf(cause.getMessage()));
            throw new StoreUnavailable("the store answered " + e, e);
        } catch (CancellationException e) {
            throw new StoreUnavailable("the store answered " + e, e);
        } catch (TimeoutException e) {
            reply.cancel(false);
            throw new StoreUnavailable("no answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", e);
        }
    }
}
