package io.voxguard.store.redis;

import io.netty.channel.EventLoopGroup;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.Channels;
import io.voxguard.store.Counters;
import io.voxguard.store.EventLog;
import io.voxguard.store.EventStreams;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.Leases;
import io.voxguard.store.Limits;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RecordStream;
import io.voxguard.store.SharedState;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.connection.Engine;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to anything that speaks the Redis protocol, and the ways to use them: each facade shares them, and none outlives them. Opening does not wait for the
 * store. Thread-safe.
 */
public final class RedisStore implements AutoCloseable {
    private final RedisConnections connections;
    private final Dispatcher dispatcher;
    private final BlockingStore blocking;
    private final RedisOnlineStore online;
    private final SharedState shared;
    private final SnapshotStore snapshots;
    private final Counters counters;
    private final Limits limits;
    private final EventStreams events;
    private final FeatureStates featureStates;

    /** @throws IllegalArgumentException if the address cannot be read */
    public static RedisStore open(RedisStoreConfig config) {
        return new RedisStore(config, null, null);
    }

    /**
     * Opens a store that announces changes to the keys that were read from it (RESP3 tracking).
     *
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisStore open(RedisStoreConfig config, KeyChanges changes) {
        return new RedisStore(config, changes, null);
    }

    /**
     * Opens a store with a connection on each of the caller's event loops: what is asked on one is answered on it. Event loops that do not use epoll are not used.
     *
     * @param changes told of changes to keys that were read; empty: nobody
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisStore open(
            RedisStoreConfig config, Optional<? extends KeyChanges> changes, EventLoopGroup loops) {
        return new RedisStore(config, changes.orElse(null), loops);
    }

    private RedisStore(RedisStoreConfig config, @Nullable KeyChanges changes, @Nullable EventLoopGroup loops) {
        Ticker ticker = Ticker.SYSTEM;
        connections = new RedisConnections(config, "store", changes, loops, ticker);
        dispatcher = new Dispatcher(connections, config.queueSize(), ticker);
        blocking = new BlockingStore(connections);
        online = new RedisOnlineStore(connections, dispatcher, ticker);
        shared = new RedisSharedState(blocking);
        snapshots = new RedisSnapshotStore(blocking, ticker);
        counters = new RedisCounters(dispatcher);
        featureStates = new RedisFeatureStates(connections, blocking, dispatcher);
        limits = new RedisLimits(connections, dispatcher);
        events = (key, maxLength) -> new RedisEventStream(dispatcher, key, maxLength, () -> {});
    }

    /** Returns the features that are read for a call. */
    public OnlineStore online() {
        return online;
    }

    /** Returns how much the reads on the caller's event loops have shared; {@link ReadSharing#NONE} without such loops. */
    public ReadSharing readSharing() {
        return online.sharing();
    }

    /** Returns whether the connections are on the caller's event loops. */
    public boolean onCallersLoops() {
        return !connections.loops().isEmpty();
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

    /** Returns the states from which features follow. */
    public FeatureStates featureStates() {
        return featureStates;
    }

    /**
     * Returns the calls in progress.
     *
     * @param clock tells what is now
     */
    public CallsInProgress calls(CallsInProgress.Limits limits, InstantSource clock) {
        return new RedisCallsInProgress(dispatcher, limits, clock);
    }

    /** Returns the rate limits. */
    public Limits limits() {
        return limits;
    }

    /** Returns the streams that events are appended to; closing one leaves the connections open. */
    public EventStreams events() {
        return events;
    }

    /**
     * Returns the log under a key.
     *
     * @param key with a hash tag, as {@code {name:0}:log}: the log has keys beside it
     */
    public EventLog log(String key) {
        return new RedisEventLog(blocking, key);
    }

    /**
     * Returns a group of a log that comes to an end.
     *
     * @param key of the log
     */
    public FiniteGroup finiteGroup(String key, String group) {
        return new RedisFiniteGroup(blocking, key, group);
    }

    /** Returns the leases that replicas take in turn. */
    public Leases leases() {
        return new RedisLeases(blocking);
    }

    /**
     * Returns the stream of records under a key.
     *
     * @param maxLength about how many records are kept
     */
    public RecordStream records(String key, long maxLength) {
        return new RedisRecordStream(blocking, key, maxLength);
    }

    /** Returns the channels that messages are published on. */
    public Channels channels() {
        return (channel, message, timeout) ->
                blocking.await(redis -> redis.publish(channel.getBytes(StandardCharsets.UTF_8), message), timeout);
    }

    /** Removes a key, whatever its type; waits at most {@code timeout}. For threads that may block. */
    public void remove(String key, Duration timeout) throws StoreUnavailable {
        blocking.await(redis -> redis.unlink(key.getBytes(StandardCharsets.UTF_8)), timeout);
    }

    /** Returns the engine that the store has named last; {@link Engine#UNKNOWN} until it has been asked. It may change when connections are replaced. */
    public Engine engine() {
        return connections.engine();
    }

    /** Calls a listener with the engine now and after every change. It is called on the client's threads: it must be quick and must not block. */
    public void listenForEngine(Consumer<Engine> listener) {
        connections.listenForEngine(listener);
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
    }
}
