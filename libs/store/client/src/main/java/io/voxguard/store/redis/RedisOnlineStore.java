package io.voxguard.store.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.PipelinedCommand;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An {@link OnlineStore} on the connections of a {@link RedisStore}. Thread-safe. */
final class RedisOnlineStore implements OnlineStore {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final RedisConnections connections;
    private final Dispatcher dispatcher;
    /** One for each of the caller's event loops, in the order of {@link RedisConnections#loops}. */
    private final List<SharedReads> sharedReads;

    RedisOnlineStore(RedisConnections connections, Dispatcher dispatcher, Ticker ticker) {
        this.connections = connections;
        this.dispatcher = dispatcher;
        sharedReads = connections.loops().stream()
                .map(loop -> new SharedReads(loop, this::mget, ticker))
                .toList();
    }

    /** Returns how much the reads of all event loops have shared. */
    ReadSharing sharing() {
        return sharedReads.stream().map(SharedReads::sharing).reduce(ReadSharing.NONE, ReadSharing::plus);
    }

    @Override
    public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(StoreOutcome.TIMED_OUT);
        }
        SharedReads here = connections.ofThisThread(sharedReads);
        return here == null ? dispatcher.within(limit, mget(keys, sink, 1)) : here.read(keys, sink, limit);
    }

    private CompletableFuture<?> mget(List<byte[]> keys, RowSink sink, int reads) {
        SentCommand<Boolean> command =
                new SentCommand<>(new Command<>(CommandType.MGET, new RowsOutput(sink), new PreparedArgs.Keys(keys)));
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
            commands.add(new PipelinedCommand<>(
                    CommandType.HMGET, new HashOutput(sink, i), new PreparedArgs.Fields(keys.get(i), fields)));
        }
        SentCommand<?> last = new SentCommand<>(commands.removeLast());
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
                    new SentCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(BYTES), args))));
        }
        return dispatcher.within(limit, CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)));
    }

    @Override
    public boolean connected() {
        return connections.next() != null;
    }
}
