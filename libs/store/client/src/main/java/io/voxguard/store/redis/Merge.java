package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.SentCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Event writes that are sent together, all on one connection, so that they take effect in their order. */
final class Merge {
    private static final EventWriteOutcome[] REPLIES = {
        EventWriteOutcome.OLDER, EventWriteOutcome.WRITTEN, EventWriteOutcome.DUPLICATE
    };

    private final Dispatcher dispatcher;
    private final List<? extends EventWrite> writes;
    private final AtomicReferenceArray<@Nullable EventWriteOutcome> outcomes;

    Merge(Dispatcher dispatcher, List<? extends EventWrite> writes) {
        this.dispatcher = dispatcher;
        this.writes = writes;
        this.outcomes = new AtomicReferenceArray<>(writes.size());
    }

    CompletionStage<List<EventWriteOutcome>> within(Duration limit) {
        StatefulRedisConnection<byte[], byte[]> connection = dispatcher.connection();
        CompletableFuture<?> all = run(
                        connection, IntStream.range(0, writes.size()).toArray(), true)
                .thenCompose(unknown -> unknown.length == 0
                        ? CompletableFuture.completedFuture(unknown)
                        : run(connection, unknown, false));
        return dispatcher.within(limit, all).thenApply(outcome -> settled());
    }

    /**
     * Sends some of the writes together.
     *
     * @param some their indexes
     * @param known whether to send the hash of each script rather than its source
     * @return once all are answered, the indexes of those whose script the store does not know
     */
    private CompletableFuture<int[]> run(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, int[] some, boolean known) {
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(some.length);
        List<SentCommand<Long>> replies = new ArrayList<>(some.length);
        for (int i : some) {
            EventWrite write = writes.get(i);
            SentCommand<Long> command = new SentCommand<>(new Command<>(
                    known ? CommandType.EVALSHA : CommandType.EVAL,
                    new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                    MergeScript.of(write).args(write, known)));
            commands.add(command);
            replies.add(command);
        }
        return dispatcher.send(connection, commands, replies.getLast()).handle((last, fault) -> {
            int[] unknown = new int[some.length];
            int count = 0;
            for (int at = 0; at < some.length; at++) {
                SentCommand<Long> reply = replies.get(at);
                Throwable cause = reply.isDone() ? Dispatcher.causeOf(reply) : fault;
                if (cause instanceof RedisNoScriptException && known) {
                    unknown[count++] = some[at];
                } else {
                    outcomes.set(some[at], cause == null ? REPLIES[reply.join().intValue()] : outcome(cause));
                }
            }
            return Arrays.copyOf(unknown, count);
        });
    }

    private List<EventWriteOutcome> settled() {
        EventWriteOutcome[] all = new EventWriteOutcome[writes.size()];
        for (int i = 0; i < all.length; i++) {
            EventWriteOutcome outcome = outcomes.get(i);
            all[i] = outcome == null ? EventWriteOutcome.TIMED_OUT : outcome;
        }
        return Arrays.asList(all);
    }

    private static EventWriteOutcome outcome(Throwable fault) {
        return Dispatcher.outcomeOf(fault) == StoreOutcome.OVERLOADED
                ? EventWriteOutcome.OVERLOADED
                : EventWriteOutcome.UNAVAILABLE;
    }
}
