package io.voxguard.store.redis;

import io.netty.channel.EventLoopGroup;
import io.voxguard.store.Counters;
import io.voxguard.store.EventStreams;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.SharedState;
import io.voxguard.store.SnapshotStore;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Connections to anything that speaks the Redis protocol, and the ways to use them: each facade shares them, and none outlives them. Opening does not wait for the
 * store. Thread-safe.
 */
public final class RedisStore implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;
    private final RedisConnections connections;
    private final RedisOnlineStore online;
    private final SharedState shared;
    private final SnapshotStore snapshots;
    private final Counters counters;
    private final EventStreams events;

    /** @throws IllegalArgumentException if the address cannot be read */
    public static RedisStore open(RedisStoreConfig config) {
        return new RedisStore(config, null, null);
    }

    /**
     * Opens a store that tells of changes to what was read from it (RESP3 tracking).
     *
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisStore open(RedisStoreConfig config, KeyChanges changes) {
        return new RedisStore(config, changes, null);
    }

    /**
     * Opens a store with a connection on each of the caller's event loops: what is asked on one is answered on it. Loops of another transport than
     * the connections' are left alone.
     *
     * @param changes who hears of changes to keys that were read; empty: nobody
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisStore open(
            RedisStoreConfig config, Optional<? extends KeyChanges> changes, EventLoopGroup loops) {
        return new RedisStore(config, changes.orElse(null), loops);
    }

    private RedisStore(RedisStoreConfig config, @Nullable KeyChanges changes, @Nullable EventLoopGroup loops) {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("store-limits").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            connections = new RedisConnections(config, timer, changes, loops);
        } catch (RuntimeException e) {
            timer.shutdownNow();
            throw e;
        }
        Dispatcher dispatcher = new Dispatcher(connections, config.queueSize());
        online = new RedisOnlineStore(connections, dispatcher);
        shared = new RedisSharedState(connections);
        snapshots = new RedisSnapshotStore(connections);
        counters = new RedisCounters(dispatcher);
        events = (key, maxLength) -> new RedisEventStream(dispatcher, key, maxLength, () -> {});
    }

    /** Returns the features that are read for a call. */
    public OnlineStore online() {
        return online;
    }

    /** Returns what the replicas of a service share. */
    public SharedState shared() {
        return shared;
    }

    /** Returns the snapshots that are published whole. */
    public SnapshotStore snapshots() {
        return snapshots;
    }

    /** Returns the counters of time windows. */
    public Counters counters() {
        return counters;
    }

    /** Returns the streams that events are appended to; closing one leaves the connections open. */
    public EventStreams events() {
        return events;
    }

    /** Returns whether a connection is open at the moment. */
    public boolean connected() {
        return connections.next() != null;
    }

    /** Returns how many connections are open at the moment. */
    public int openConnections() {
        return connections.countOpen();
    }

    @Override
    public void close() {
        connections.close();
        timer.shutdownNow();
    }
}
