package io.voxguard.store.redis.connection;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connections of this process that are kept open, whoever has opened them: a process that is frozen and copied must hold none. Subscriptions are not among them.
 * Thread-safe.
 */
public final class ProcessConnections {
    private static final Logger LOG = System.getLogger(ProcessConnections.class.getName());
    private static final Set<RedisConnections> OPEN = new HashSet<>();
    private static boolean suspended;

    private ProcessConnections() {}

    /** Adds connections; opens them unless the process is about to be frozen. */
    static void add(RedisConnections connections) {
        synchronized (OPEN) {
            OPEN.add(connections);
            if (!suspended) {
                connections.resume();
            }
        }
    }

    static void remove(RedisConnections connections) {
        synchronized (OPEN) {
            OPEN.remove(connections);
        }
    }

    /** Closes them; none is opened before {@link #resume}. Commands fail meanwhile as they do without a store. Waits until all are closed, at most {@code limit}. */
    public static void suspend(Duration limit) {
        List<? extends CompletableFuture<?>> ends;
        synchronized (OPEN) {
            suspended = true;
            ends = OPEN.stream().map(RedisConnections::suspend).toList();
        }
        await(ends, limit);
    }

    /** Opens them again; waits until a first attempt of each has ended, at most {@code limit}. A store that is away is connected to once it comes. */
    public static void resume(Duration limit) {
        List<? extends CompletableFuture<?>> attempts;
        synchronized (OPEN) {
            suspended = false;
            attempts = OPEN.stream().map(RedisConnections::resume).toList();
        }
        await(attempts, limit);
    }

    private static void await(List<? extends CompletableFuture<?>> work, Duration limit) {
        try {
            CompletableFuture.allOf(work.toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "Connections to the store are late: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
