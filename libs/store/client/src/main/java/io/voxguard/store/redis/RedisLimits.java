package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.Check;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.SentCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@link Limits} on the connections of a {@link RedisStore}: a script decides, see {@code docs/adr/0013-rate-limits.md}. Thread-safe. */
final class RedisLimits implements Limits {
    static final Script SCRIPT = Script.read("limit.lua");

    private final Dispatcher dispatcher;

    RedisLimits(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit) {
        if (checks.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        Batch batch = new Batch(dispatcher.connection(), checks.size());
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(batch.settled(StoreOutcome.TIMED_OUT));
        }
        CompletableFuture<?> all = batch.run(LimitCall.of(checks), true)
                .thenCompose(unknown ->
                        unknown.isEmpty() ? CompletableFuture.completedFuture(unknown) : batch.run(unknown, false));
        return dispatcher.within(limit, all).thenApply(batch::settled);
    }

    @Override
    public CompletionStage<StoreOutcome> reset(List<byte[]> keys, Duration limit) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedStage(StoreOutcome.DONE);
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(StoreOutcome.TIMED_OUT);
        }
        SentCommand<Long> unlink = new SentCommand<>(new Command<>(
                CommandType.UNLINK, new IntegerOutput<>(ByteArrayCodec.INSTANCE), new PreparedArgs.Keys(keys)));
        return dispatcher.within(limit, dispatcher.send(dispatcher.connection(), unlink));
    }

    /** Checks that are sent together, all on one connection. */
    private final class Batch {
        private final @Nullable StatefulRedisConnection<byte[], byte[]> connection;
        private final AtomicReferenceArray<@Nullable LimitReply> replies;

        Batch(@Nullable StatefulRedisConnection<byte[], byte[]> connection, int size) {
            this.connection = connection;
            this.replies = new AtomicReferenceArray<>(size);
        }

        /**
         * Sends calls together.
         *
         * @param known whether to send the hash of the script rather than its source
         * @return once all are answered, those that were not carried out because the store does not know the script
         */
        CompletableFuture<List<LimitCall>> run(List<LimitCall> calls, boolean known) {
            List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(calls.size());
            List<SentCommand<long[]>> sent = new ArrayList<>(calls.size());
            for (LimitCall call : calls) {
                SentCommand<long[]> command = call.command(SCRIPT, known);
                commands.add(command);
                sent.add(command);
            }
            return dispatcher.send(connection, commands, sent.getLast()).handle((last, fault) -> {
                List<LimitCall> unknown = List.of();
                for (int i = 0; i < calls.size(); i++) {
                    Throwable cause = causeOf(sent.get(i), fault);
                    if (cause instanceof RedisNoScriptException && known) {
                        unknown = unknown.isEmpty() ? new ArrayList<>() : unknown;
                        unknown.add(calls.get(i));
                    } else {
                        settle(calls.get(i), sent.get(i), cause);
                    }
                }
                return unknown;
            });
        }

        private static @Nullable Throwable causeOf(SentCommand<?> sent, @Nullable Throwable fault) {
            if (sent.isCompletedExceptionally()) {
                return sent.exceptionNow();
            }
            return sent.isDone() ? null : fault;
        }

        private void settle(LimitCall call, SentCommand<long[]> sent, @Nullable Throwable fault) {
            if (fault == null) {
                List<LimitReply> read = call.read(sent.join());
                for (int i = 0; i < read.size(); i++) {
                    replies.set(call.first() + i, read.get(i));
                }
                return;
            }
            LimitReply unanswered = LimitReply.unanswered(Dispatcher.outcomeOf(fault));
            for (int i = 0; i < call.checks().size(); i++) {
                replies.set(call.first() + i, unanswered);
            }
        }

        /** Returns the replies; checks without one get the outcome of the whole. */
        List<LimitReply> settled(StoreOutcome outcome) {
            LimitReply[] all = new LimitReply[replies.length()];
            for (int i = 0; i < all.length; i++) {
                LimitReply reply = replies.get(i);
                all[i] = reply != null
                        ? reply
                        : LimitReply.unanswered(outcome == StoreOutcome.DONE ? StoreOutcome.UNAVAILABLE : outcome);
            }
            return Arrays.asList(all);
        }
    }
}
