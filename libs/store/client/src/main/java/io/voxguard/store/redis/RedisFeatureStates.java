package io.voxguard.store.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.HashWrite;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.SentCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@link FeatureStates} on the connections of a {@link RedisStore}. A command that is sent again after a reconnect finds its own revision and is a conflict. Thread-safe. */
final class RedisFeatureStates implements FeatureStates {
    private static final Script REPLACE = Script.read("replace-state.lua");
    private static final byte[] NO_REVISION = {};
    /** States in one MGET, so that other commands get their turn between two. */
    private static final int READ_AT_ONCE = 500;

    private final BlockingStore store;
    private final Dispatcher dispatcher;

    RedisFeatureStates(BlockingStore store, Dispatcher dispatcher) {
        this.store = store;
        this.dispatcher = dispatcher;
    }

    @Override
    public List<Optional<byte[]>> read(List<byte[]> keys, Duration timeout) throws StoreUnavailable {
        List<Optional<byte[]>> states = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += READ_AT_ONCE) {
            byte[][] some = keys.subList(from, Math.min(keys.size(), from + READ_AT_ONCE))
                    .toArray(byte[][]::new);
            for (KeyValue<byte[], byte[]> value : store.await(redis -> redis.mget(some), timeout)) {
                states.add(value.hasValue() ? Optional.of(value.getValue()) : Optional.empty());
            }
        }
        return states;
    }

    @Override
    public CompletionStage<List<Replaced>> replace(List<Replacement> replacements, Duration timeout) {
        Replaced[] outcomes = new Replaced[replacements.size()];
        Arrays.fill(outcomes, Replaced.UNKNOWN);
        StatefulRedisConnection<byte[], byte[]> connection = dispatcher.connection();
        int[] all = IntStream.range(0, outcomes.length).toArray();
        return attempt(connection, replacements, all, true, outcomes, timeout)
                .thenCompose(unknown -> attempt(connection, replacements, unknown, false, outcomes, timeout))
                .thenApply(unused -> List.of(outcomes));
    }

    /**
     * Sends some of the replacements and notes what becomes of them; those without an answer in time stay unknown.
     *
     * @param some their indexes
     * @return the indexes of those whose script the store does not know
     */
    private CompletionStage<int[]> attempt(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<Replacement> replacements,
            int[] some,
            boolean known,
            Replaced[] outcomes,
            Duration timeout) {
        if (some.length == 0) {
            return CompletableFuture.completedStage(some);
        }
        List<SentCommand<Long>> sent = new ArrayList<>(some.length);
        return dispatcher
                .within(timeout, send(connection, replacements, some, known, sent))
                .thenApply(ended -> settle(some, sent, outcomes));
    }

    private CompletableFuture<?> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<Replacement> replacements,
            int[] some,
            boolean known,
            List<SentCommand<Long>> sent) {
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(some.length);
        for (int i : some) {
            SentCommand<Long> command = new SentCommand<>(new Command<>(
                    known ? CommandType.EVALSHA : CommandType.EVAL,
                    new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                    args(replacements.get(i), known)));
            commands.add(command);
            sent.add(command);
        }
        return dispatcher.send(connection, commands, sent.getLast());
    }

    private static CommandArgs<byte[], byte[]> args(Replacement replacement, boolean known) {
        List<RowWrite> rows = replacement.rows();
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(REPLACE.sent(known))
                .add(1 + rows.size() + replacement.hashes().size())
                .addKey(replacement.key());
        rows.forEach(row -> args.addKey(row.key()));
        replacement.hashes().forEach(hash -> args.addKey(hash.key()));
        args.addValue(revision(replacement))
                .add(1 + rows.size())
                .addValue(replacement.state())
                .add(replacement.ttl().toMillis());
        for (RowWrite row : rows) {
            args.addValue(row.row()).add(row.ttl().toMillis());
        }
        for (HashWrite hash : replacement.hashes()) {
            args.add(hash.ttl().toMillis()).add(hash.fields().size());
            hash.fields().forEach(args::addValue);
        }
        return args;
    }

    private static byte[] revision(Replacement replacement) {
        return replacement
                .expected()
                .map(state -> Arrays.copyOf(state, Math.min(state.length, REVISION_BYTES)))
                .orElse(NO_REVISION);
    }

    /** Takes over the replies that have come; returns the indexes of those whose script the store does not know. */
    private static int[] settle(int[] some, List<SentCommand<Long>> sent, Replaced[] outcomes) {
        int[] unknown = new int[some.length];
        int count = 0;
        for (int at = 0; at < some.length; at++) {
            SentCommand<Long> reply = sent.get(at);
            if (!reply.isDone()) {
                continue;
            }
            if (!reply.isCompletedExceptionally()) {
                outcomes[some[at]] = reply.join() == 1 ? Replaced.DONE : Replaced.CONFLICT;
            } else if (reply.exceptionNow() instanceof RedisNoScriptException) {
                unknown[count++] = some[at];
            }
        }
        return Arrays.copyOf(unknown, count);
    }
}
