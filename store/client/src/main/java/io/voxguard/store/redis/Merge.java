package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Some event writes on their way, all on one connection, so that they take place in their order. */
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
        CompletableFuture<?>[] sent = new CompletableFuture<?>[writes.size()];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = send(connection, i);
        }
        return dispatcher.within(limit, CompletableFuture.allOf(sent)).thenApply(outcome -> settled());
    }

    private CompletableFuture<Void> send(@Nullable StatefulRedisConnection<byte[], byte[]> connection, int i) {
        MergeScript script = MergeScript.of(writes.get(i));
        return run(connection, script, i, true)
                .exceptionallyCompose(fault -> cause(fault) instanceof RedisNoScriptException
                        ? run(connection, script, i, false)
                        : CompletableFuture.failedFuture(fault))
                .handle((reply, fault) -> {
                    outcomes.set(i, fault == null ? REPLIES[reply.intValue()] : outcome(cause(fault)));
                    return null;
                });
    }

    private CompletableFuture<Long> run(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, MergeScript script, int i, boolean known) {
        return dispatcher.send(
                connection,
                new AsyncCommand<>(new Command<>(
                        known ? CommandType.EVALSHA : CommandType.EVAL,
                        new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                        script.args(writes.get(i), known))));
    }

    private List<EventWriteOutcome> settled() {
        EventWriteOutcome[] all = new EventWriteOutcome[writes.size()];
        for (int i = 0; i < all.length; i++) {
            EventWriteOutcome outcome = outcomes.get(i);
            all[i] = outcome == null ? EventWriteOutcome.TIMED_OUT : outcome;
        }
        return Arrays.asList(all);
    }

    private static Throwable cause(Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }

    private static EventWriteOutcome outcome(Throwable fault) {
        return Dispatcher.outcomeOf(fault) == StoreOutcome.OVERLOADED
                ? EventWriteOutcome.OVERLOADED
                : EventWriteOutcome.UNAVAILABLE;
    }
}
