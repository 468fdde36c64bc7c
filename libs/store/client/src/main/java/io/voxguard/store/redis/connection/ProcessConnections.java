package io.voxguard.store.redis.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All connections to stores that this process holds, whoever has opened them: a process that is frozen and copied must hold none. Thread-safe.
 */
public final class ProcessConnections {
    private static final Set<RedisConnections> OPEN = ConcurrentHashMap.newKeySet();

    private ProcessConnections() {}

    static void add(RedisConnections connections) {
        OPEN.add(connections);
    }

    static void remove(RedisConnections connections) {
        OPEN.remove(connections);
    }

    /** Closes them; none is opened before {@link #resume}. Commands fail meanwhile as they do without a store. Waits for each for at most {@code limit}. */
    public static void suspend(Duration limit) {
        OPEN.forEach(connections -> connections.suspend(limit));
    }

    /** Opens them again; waits until each has a connection, for at most {@code limit}. */
    public static void resume(Duration limit) {
        OPEN.forEach(RedisConnections::resume);
        OPEN.forEach(connections -> connections.awaitOpen(limit));
    }
}
