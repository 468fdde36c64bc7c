package io.voxguard.store.redis;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** An {@link EventStream} in the store. An append that was on its way when the connection broke is not repeated: see {@link RedisConnections}. */
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
     * @param stream its key
     * @param maxLength how many entries are kept, about
     */
    public static EventStream open(RedisStoreConfig config, String stream, long maxLength) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("stream-limits").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        RedisConnections connections = new RedisConnections(config, timer, null, null);
        return new RedisEventStream(new Dispatcher(connections, config.queueSize()), stream, maxLength, () -> {
            connections.close();
            timer.shutdownNow();
        });
    }

    /** A stream on connections that others use too; {@code close} is what closing it does. */
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
            commands.add(new Piped<>(SentOnce.XADD, new StatusOutput<>(BYTES), args));
        }
        Sent<?> last = new Sent<>(commands.removeLast());
        commands.add(last);
        return dispatcher.within(limit, dispatcher.send(dispatcher.connection(), commands, last));
    }

    @Override
    public void close() {
        close.run();
    }
}
