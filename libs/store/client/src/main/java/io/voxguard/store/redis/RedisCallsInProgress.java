package io.voxguard.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.PipelinedCommand;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.UnreplayedCommand;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link CallsInProgress} on the connections of a {@link RedisStore}: one script for each party of an event. It is sent once, so that nothing of a request takes
 * effect long after its sender was told that it failed. Thread-safe.
 */
final class RedisCallsInProgress implements CallsInProgress {
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;
    private static final Script CALL = Script.read("call.lua");
    private static final Effect[] EFFECTS = Effect.values();
    private static final String END = "+inf";

    private final Dispatcher dispatcher;
    private final Limits limits;
    private final InstantSource clock;

    RedisCallsInProgress(Dispatcher dispatcher, Limits limits, InstantSource clock) {
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<Recorded>> record(Event event, List<Party> parties, Duration limit) {
        StatefulRedisConnection<byte[], byte[]> connection = dispatcher.connection();
        long nowMs = clock.millis();
        List<CompletableFuture<Recorded>> all = new ArrayList<>(parties.size());
        for (Party party : parties) {
            all.add(record(connection, event, party, nowMs, limit));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Recorded> record(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            Event event,
            Party party,
            long nowMs,
            Duration limit) {
        CompletableFuture<List<Long>> reply = send(connection, event, party, nowMs, true)
                .exceptionallyCompose(fault -> fault instanceof RedisNoScriptException
                        ? send(connection, event, party, nowMs, false)
                        : CompletableFuture.failedFuture(fault));
        return dispatcher
                .within(limit, reply)
                .thenApply(outcome -> outcome == StoreOutcome.DONE
                        ? new Recorded(
                                outcome,
                                EFFECTS[reply.join().getFirst().intValue()],
                                reply.join().getLast())
                        : new Recorded(outcome, Effect.UNCHANGED, 0))
                .toCompletableFuture();
    }

    private CompletableFuture<List<Long>> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            Event event,
            Party party,
            long nowMs,
            boolean known) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(BYTES)
                .add(CALL.sent(known))
                .add(2)
                .addKey(party.key())
                .addKey(party.endedKey())
                .add(event.step().ordinal())
                .addValue(event.callId().getBytes(StandardCharsets.UTF_8))
                .add(event.startedAt().toEpochMilli())
                .add(nowMs)
                .add(limits.maxRinging().toMillis())
                .add(limits.maxDuration().toMillis())
                .add(limits.rememberEnded().toMillis())
                .add(limits.maxCalls())
                .add(limits.maxEnded());
        return dispatcher.send(
                connection,
                new SentCommand<>(new Command<>(
                        known ? UnreplayedCommand.EVALSHA : UnreplayedCommand.EVAL,
                        new IntegerListOutput<>(BYTES),
                        args)));
    }

    @Override
    public CompletionStage<Active> count(Party party, Duration limit) {
        return count(party, List.of(), clock.instant(), limit);
    }

    private CompletionStage<Active> count(Party party, List<String> ids, Instant now, Duration limit) {
        CompletableFuture<Long> reply = send(CommandType.ZCOUNT, new IntegerOutput<>(BYTES), range(party, now));
        return dispatcher
                .within(limit, reply)
                .thenApply(outcome -> new Active(outcome, outcome == StoreOutcome.DONE ? reply.join() : 0, ids, now));
    }

    @Override
    public CompletionStage<Counts> countEach(List<Party> parties, Duration limit) {
        if (parties.isEmpty()) {
            return CompletableFuture.completedStage(new Counts(StoreOutcome.DONE, List.of()));
        }
        if (limit.isNegative() || limit.isZero()) {
            return CompletableFuture.completedStage(new Counts(StoreOutcome.TIMED_OUT, List.of()));
        }
        Instant now = clock.instant();
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(parties.size());
        for (Party party : parties) {
            commands.add(new PipelinedCommand<>(CommandType.ZCOUNT, new IntegerOutput<>(BYTES), range(party, now)));
        }
        SentCommand<?> last = new SentCommand<>(commands.removeLast());
        commands.add(last);
        return dispatcher
                .within(limit, dispatcher.send(dispatcher.connection(), commands, last))
                .thenApply(
                        outcome -> new Counts(outcome, outcome == StoreOutcome.DONE ? replies(commands) : List.of()));
    }

    private static List<Long> replies(List<RedisCommand<byte[], byte[], ?>> commands) {
        return commands.stream()
                .map(command -> (Long) command.getOutput().get())
                .toList();
    }

    private static CommandArgs<byte[], byte[]> range(Party party, Instant now) {
        return new CommandArgs<>(BYTES).addKey(party.key()).add(after(now)).add(END);
    }

    @Override
    public CompletionStage<Active> list(Party party, int maxIds, Duration limit) {
        Instant now = clock.instant();
        CompletableFuture<List<byte[]>> reply = send(
                CommandType.ZRANGEBYSCORE,
                new ValueListOutput<>(BYTES),
                range(party, now).add("LIMIT").add(0).add(maxIds));
        return dispatcher.within(limit, reply).thenCompose(outcome -> {
            List<String> ids = outcome == StoreOutcome.DONE ? texts(reply.join()) : List.of();
            return outcome != StoreOutcome.DONE || ids.size() < maxIds
                    ? CompletableFuture.completedStage(new Active(outcome, ids.size(), ids, now))
                    : count(party, ids, now, limit);
        });
    }

    private static List<String> texts(List<byte[]> values) {
        return values.stream()
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    /** Returns the least score of a call that has not expired: {@code call.lua} says what scores are. */
    private static String after(Instant now) {
        return "(" + (now.toEpochMilli() * 2 + 1);
    }

    private <T> CompletableFuture<T> send(
            CommandType type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
        return dispatcher.send(dispatcher.connection(), new SentCommand<>(new Command<>(type, output, args)));
    }
}
