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
import io.voxguard.store.redis.connection.RedisConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link Limits} on the connections of a {@link RedisStore}: a script decides, see {@code docs/adr/0013-rate-limits.md}. Thread-safe. */
final class RedisLimits implements Limits {
    static final Script SCRIPT = Script.read("limit.lua");

    /** Most checks of a request that others are gathered with; larger ones fill calls of their own. */
    private static final int MAX_GATHERED = LimitCall.MAX_BUCKETS;

    private final RedisConnections connections;
    private final Dispatcher dispatcher;
    /** One for each of the caller's event loops, in the order of {@link RedisConnections#loops}. */
    private final List<GatheredChecks> gathered;

    RedisLimits(RedisConnections connections, Dispatcher dispatcher) {
        this.connections = connections;
        this.dispatcher = dispatcher;
        this.gathered = connections.loops().stream()
                .map(loop -> new GatheredChecks(loop, this::send))
                .toList();
    }

    @Override
    public CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit) {
        if (checks.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(unanswered(checks.size(), StoreOutcome.TIMED_OUT));
        }
        GatheredChecks here = checks.size() > MAX_GATHERED ? null : connections.ofThisThread(gathered);
        CompletableFuture<List<LimitReply>> replies = here == null ? send(checks) : here.add(checks);
        return dispatcher
                .within(limit, replies)
                .thenApply(
                        outcome -> outcome == StoreOutcome.DONE ? replies.join() : unanswered(checks.size(), outcome));
    }

    private CompletableFuture<List<LimitReply>> send(List<Check> checks) {
        Batch batch = new Batch(dispatcher.connection(), checks.size());
        return batch.run(LimitCall.of(checks), true)
                .thenCompose(unknown ->
                        unknown.isEmpty() ? CompletableFuture.completedFuture(unknown) : batch.run(unknown, false))
                .thenApply(done -> batch.replies());
    }

    private static List<LimitReply> unanswered(int checks, StoreOutcome outcome) {
        return Collections.nCopies(checks, LimitReply.unanswered(outcome));
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
        private final List<LimitReply> replies;

        Batch(@Nullable StatefulRedisConnection<byte[], byte[]> connection, int size) {
            this.connection = connection;
            LimitReply[] unanswered = new LimitReply[size];
            Arrays.fill(unanswered, LimitReply.unanswered(StoreOutcome.UNAVAILABLE));
            this.replies = Arrays.asList(unanswered);
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
            return sent.isDone() ? Dispatcher.causeOf(sent) : fault;
        }

        private void settle(LimitCall call, SentCommand<long[]> sent, @Nullable Throwable fault) {
            List<LimitReply> read = fault == null
                    ? call.read(sent.join())
                    : unanswered(call.checks().size(), Dispatcher.outcomeOf(fault));
            for (int i = 0; i < read.size(); i++) {
                replies.set(call.first() + i, read.get(i));
            }
        }

        /** Returns the replies, once all calls are answered. */
        List<LimitReply> replies() {
            return replies;
        }
    }
}
