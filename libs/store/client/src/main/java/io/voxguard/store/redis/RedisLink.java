package io.voxguard.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.connection.Engine;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection to a store for adapters outside this package, which choose the commands themselves. It is opened in the background, watched and replaced as those of
 * {@link RedisStore} are. No command is sent again: one in flight when the connection is lost fails, and may have been carried out. Thread-safe.
 */
public final class RedisLink implements AutoCloseable {
    private final RedisConnections connections;
    private final BlockingStore blocking;

    private RedisLink(RedisConnections connections) {
        this.connections = connections;
        this.blocking = new BlockingStore(connections);
    }

    /**
     * Opens a connection; does not wait for the store.
     *
     * @param name names the thread that keeps the time
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisLink open(RedisStoreConfig config, String name, Ticker ticker) {
        return new RedisLink(
                new RedisConnections(config.withConnections(1), name, null, null, ticker, command -> true));
    }

    /**
     * Sends a command.
     *
     * @return the reply; fails with the error of the store, with {@link NotSent}, or after the timeout
     */
    public <T> CompletionStage<T> send(
            Function<RedisAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command, Duration timeout) {
        StatefulRedisConnection<byte[], byte[]> connection = connections.next();
        if (connection == null) {
            return CompletableFuture.failedStage(new NotSent());
        }
        CompletableFuture<T> reply = command.apply(connection.async()).toCompletableFuture();
        CompletableFuture<T> bounded = reply.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return bounded.whenComplete((value, fault) -> {
            if (fault != null) {
                reply.cancel(false); // not sent any more if it waits still
                connections.examine(String.valueOf(fault.getMessage()));
            }
        });
    }

    /**
     * Sends a command and waits for its reply; for a thread that may block.
     *
     * @throws StoreUnavailable if there is no reply within the timeout, or an error
     */
    public <T> T await(
            Function<RedisAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command, Duration timeout)
            throws StoreUnavailable {
        return blocking.await(redis -> command.apply(redis).toCompletableFuture(), timeout);
    }

    /** Returns the engine that the store has named last; {@link Engine#UNKNOWN} until it has been asked. */
    public Engine engine() {
        return connections.engine();
    }

    /** Returns whether the connection is open at the moment. */
    public boolean connected() {
        return connections.next() != null;
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Failure of a command that has not left this process, so that it may be repeated. */
    public static final class NotSent extends RedisException {
        private static final long serialVersionUID = 1L;

        NotSent() {
            super("not connected");
        }
    }
}
