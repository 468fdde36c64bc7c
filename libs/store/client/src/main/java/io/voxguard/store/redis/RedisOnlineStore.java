package io.voxguard.store.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.EventLoopGroup;
import io.voxguard.store.Counters;
import io.voxguard.store.EventStream;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.SharedState;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** An {@link OnlineStore} in anything that speaks the Redis protocol. Opening it does not wait for the store. */
public final class RedisOnlineStore implements OnlineStore {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final ScheduledThreadPoolExecutor timer;
    private final RedisConnections connections;
    private final Dispatcher dispatcher;
    /** One for each of the caller's event loops. */
    private final List<SharedReads> shared;

    /** @throws IllegalArgumentException when the address is none */
    public static RedisOnlineStore open(RedisStoreConfig config) {
        return new RedisOnlineStore(config, null, null);
    }

    /**
     * Opens a store that tells of changes to what was read from it (RESP3 tracking).
     *
     * @throws IllegalArgumentException when the address is none
     */
    public static RedisOnlineStore open(RedisStoreConfig config, KeyChanges changes) {
        return new RedisOnlineStore(config, changes, null);
    }

    /**
     * Opens a store with a connection on each of the caller's event loops: what is asked on one is answered on it. Loops of another transport than
     * the connections' are left alone.
     *
     * @param changes who hears of changes to keys that were read; empty: nobody
     * @throws IllegalArgumentException when the address is none
     */
    public static RedisOnlineStore open(
            RedisStoreConfig config, Optional<? extends KeyChanges> changes, EventLoopGroup loops) {
        return new RedisOnlineStore(config, changes.orElse(null), loops);
    }

    private RedisOnlineStore(RedisStoreConfig config, @Nullable KeyChanges changes, @Nullable EventLoopGroup loops) {
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
        dispatcher = new Dispatcher(connections, config.queueSize());
        shared = connections.loops().stream()
                .map(loop -> new SharedReads(loop, this::mget))
                .toList();
    }

    @Override
    public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(StoreOutcome.TIMED_OUT);
        }
        SharedReads here = connections.here(shared);
        return here == null ? dispatcher.within(limit, mget(keys, sink, 1)) : here.read(keys, sink, limit);
    }

    private CompletableFuture<?> mget(List<byte[]> keys, RowSink sink, int reads) {
        Sent<Boolean> command =
                new Sent<>(new Command<>(CommandType.MGET, new RowsOutput(sink), new PreparedArgs.Keys(keys)));
        return dispatcher.send(dispatcher.connection(), command, reads);
    }

    @Override
    public CompletionStage<StoreOutcome> readHashes(
            List<byte[]> keys, HashFields fields, HashSink sink, Duration limit) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(StoreOutcome.TIMED_OUT);
        }
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            commands.add(new Piped<>(
                    CommandType.HMGET, new HashOutput(sink, i), new PreparedArgs.Fields(keys.get(i), fields)));
        }
        Sent<?> last = new Sent<>(commands.removeLast());
        commands.add(last);
        return dispatcher.within(limit, dispatcher.send(dispatcher.connection(), commands, last));
    }

    @Override
    public CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit) {
        if (writes.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        return new Merge(dispatcher, writes).within(limit);
    }

    @Override
    public CompletionStage<StoreOutcome> write(List<RowWrite> rows, Duration limit) {
        List<CompletableFuture<?>> sent = new ArrayList<>(rows.size());
        for (RowWrite row : rows) {
            CommandArgs<byte[], byte[]> args =
                    new CommandArgs<>(BYTES).addKey(row.key()).addValue(row.row());
            SetArgs.Builder.px(row.ttl()).build(args);
            sent.add(dispatcher.send(
                    dispatcher.connection(),
                    new Sent<>(new Command<>(CommandType.SET, new StatusOutput<>(BYTES), args))));
        }
        return dispatcher.within(limit, CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)));
    }

    /** What replicas share, over the same connections. */
    public SharedState sharedState() {
        return new RedisSharedState(connections);
    }

    /** Snapshots over the same connections. */
    public SnapshotStore snapshots() {
        return new RedisSnapshotStore(connections);
    }

    /** Counters over the same connections. */
    public Counters counters() {
        return new RedisCounters(dispatcher);
    }

    /**
     * A stream over the same connections; closing it leaves them open.
     *
     * @param maxLength how many entries are kept, about
     */
    public EventStream stream(String stream, long maxLength) {
        return new RedisEventStream(dispatcher, stream, maxLength, () -> {});
    }

    @Override
    public boolean connected() {
        return connections.next() != null;
    }

    /** How many of its connections are open at the moment. */
    public int openConnections() {
        return connections.countOpen();
    }

    @Override
    public void close() {
        connections.close();
        timer.shutdownNow();
    }
}
