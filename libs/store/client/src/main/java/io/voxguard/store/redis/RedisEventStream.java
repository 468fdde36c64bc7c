package io.voxguard.store.redis;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.PipelinedCommand;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.redis.connection.UnreplayedCommand;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An {@link EventStream} in the store. An append in flight is not repeated when the connection is lost: see {@link UnreplayedCommand}. Thread-safe. */
public final class RedisEventStream implements EventStream {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;
    private static final byte[] RECORD = "record".getBytes(StandardCharsets.US_ASCII);

    private final byte[] stream;
    private final long maxLength;
    private final Dispatcher dispatcher;
    private final Runnable close;

    /**
     * Opens a stream on a connection of its own: what is appended does not wait behind reads, nor they behind it.
     *
     * @param stream key of the stream
     * @param maxLength about how many entries are kept
     */
    public static EventStream open(RedisStoreConfig config, String stream, long maxLength) {
        Ticker ticker = Ticker.SYSTEM;
        RedisConnections connections = new RedisConnections(config, "stream", null, null, ticker);
        Dispatcher dispatcher = new Dispatcher(connections, config.queueSize(), ticker);
        return new RedisEventStream(dispatcher, stream, maxLength, connections::close);
    }

    /** @param close run when the stream is closed */
    RedisEventStream(Dispatcher dispatcher, String stream, long maxLength, Runnable close) {
        this.stream = stream.getBytes(StandardCharsets.UTF_8);
        this.maxLength = maxLength;
        this.dispatcher = dispatcher;
        this.close = close;
    }

    @Override
    public CompletionStage<StoreOutcome> append(List<byte[]> records, Duration limit) {
        if (records.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(records.size());
        for (byte[] entry : records) {
            CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES).addKey(stream);
            XAddArgs.Builder.maxlen(maxLength).approximateTrimming().build(args);
            args.addKey(RECORD).addValue(entry);
            commands.add(new PipelinedCommand<>(UnreplayedCommand.XADD, new StatusOutput<>(BYTES), args));
        }
        SentCommand<?> last = new SentCommand<>(commands.removeLast());
        commands.add(last);
        return dispatcher.within(limit, dispatcher.send(dispatcher.connection(), commands, last));
    }

    @Override
    public void close() {
        close.run();
    }
}
