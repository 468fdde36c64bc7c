package io.voxguard.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the store, and waits for the answer: for threads that may. Thread-safe. */
final class Waiting {
    private final RedisConnections connections;

    Waiting(RedisConnections connections) {
        this.connections = connections;
    }

    interface Asking<T> {
        Future<T> ask(RedisAsyncCommands<byte[], byte[]> redis);
    }

    /** @throws StoreUnavailable when there is no answer within the limit, or an error */
    <T> T await(Asking<T> asking, Duration limit) throws StoreUnavailable {
        StatefulRedisConnection<byte[], byte[]> connection = connections.next();
        if (connection == null) {
            throw new StoreUnavailable("not connected", new RedisException("no open connection"));
        }
        Future<T> answer = asking.ask(connection.async());
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            connections.examine(cause == null ? "" : String.valueOf(cause.getMessage()));
            throw new StoreUnavailable("the store answered " + e, e);
        } catch (CancellationException e) {
            throw new StoreUnavailable("the store answered " + e, e);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new StoreUnavailable("no answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted", e);
        }
    }
}
