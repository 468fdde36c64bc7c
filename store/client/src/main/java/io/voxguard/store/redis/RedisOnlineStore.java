package io.voxguard.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An {@link OnlineStore} in anything that speaks the Redis protocol. Opening it does not wait for the store. */
public final class RedisOnlineStore implements OnlineStore {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final ScheduledThreadPoolExecutor timer;
    private final RedisConnections connections;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int mayWait;

    /** @throws IllegalArgumentException when the address is none */
    public static RedisOnlineStore open(RedisStoreConfig config) {
        return new RedisOnlineStore(config);
    }

    private RedisOnlineStore(RedisStoreConfig config) {
        mayWait = config.queueSize() * config.connections();
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("store-limits").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            connections = new RedisConnections(config, timer);
        } catch (RuntimeException e) {
            timer.shutdownNow();
            throw e;
        }
    }

    @Override
    public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(StoreOutcome.TIMED_OUT);
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES).addKeys(keys);
        return within(limit, send(new AsyncCommand<>(new Command<>(CommandType.MGET, new RowsOutput(sink), args))));
    }

    @Override
    public CompletionStage<StoreOutcome> write(List<RowWrite> rows, Duration limit) {
        List<CompletableFuture<?>> sent = new ArrayList<>(rows.size());
        for (RowWrite row : rows) {
            CommandArgs<byte[], byte[]> args =
                    new CommandArgs<>(BYTES).addKey(row.key()).addValue(row.row());
            SetArgs.Builder.px(row.ttl()).build(args);
            sent.add(send(new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(BYTES), args))));
        }
        return within(limit, CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)));
    }

    @Override
    public boolean connected() {
        return connections.next() != null;
    }

    @Override
    public void close() {
        connections.close();
        timer.shutdownNow();
    }

    private <T> CompletableFuture<T> send(AsyncCommand<byte[], byte[], T> command) {
        StatefulRedisConnection<byte[], byte[]> connection = connections.next();
        if (connection == null) {
            return CompletableFuture.failedFuture(new RedisException("not connected"));
        }
        // counted until the store answers, not until the caller stops waiting: a silent store must not gather commands
        if (waiting.incrementAndGet() > mayWait) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(new Overload());
        }
        command.whenComplete((done, fault) -> waiting.decrementAndGet());
        try {
            connection.dispatch(command);
        } catch (RedisException e) {
            command.completeExceptionally(e);
        }
        return command;
    }

    private CompletionStage<StoreOutcome> within(Duration limit, CompletableFuture<?> work) {
        if (work.isDone()) {
            return CompletableFuture.completedStage(
                    work.isCompletedExceptionally() ? outcomeOf(work.exceptionNow()) : StoreOutcome.DONE);
        }
        CompletableFuture<StoreOutcome> reply = new CompletableFuture<>();
        Future<?> expiry =
                timer.schedule(() -> reply.complete(StoreOutcome.TIMED_OUT), limit.toNanos(), TimeUnit.NANOSECONDS);
        work.whenComplete((done, fault) -> {
            expiry.cancel(false);
            reply.complete(fault == null ? StoreOutcome.DONE : outcomeOf(fault));
        });
        return reply;
    }

    private static StoreOutcome outcomeOf(Throwable fault) {
        boolean overload = fault instanceof Overload || fault.getCause() instanceof Overload;
        return overload ? StoreOutcome.OVERLOADED : StoreOutcome.UNAVAILABLE;
    }

    /** Refused before it was sent. Without a stack trace: there may be many of them. */
    private static final class Overload extends RuntimeException {
        Overload() {
            super("too many commands wait for the store", null, false, false);
        }
    }
}
