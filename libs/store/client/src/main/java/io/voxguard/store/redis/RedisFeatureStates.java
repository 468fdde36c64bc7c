package io.voxguard.store.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.redis.command.Dispatcher;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.Quirk;
import io.voxguard.store.redis.connection.RedisConnections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link FeatureStates} on the connections of a {@link RedisStore}. A command that is sent again after a reconnect finds its own revision and is a conflict. Thread-safe. */
final class RedisFeatureStates implements FeatureStates {
    private static final Script REPLACE = Script.read("replace-state.lua");
    /** States in one MGET, so that other commands get their turn between two. */
    private static final int READ_AT_ONCE = 500;
    /** States in one call of the script, which holds up other commands for about 25 µs a state. */
    private static final int WRITTEN_AT_ONCE = 8;

    private final RedisConnections connections;
    private final BlockingStore store;
    private final Dispatcher dispatcher;

    RedisFeatureStates(RedisConnections connections, BlockingStore store, Dispatcher dispatcher) {
        this.connections = connections;
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
        List<ReplaceCall> calls = ReplaceCall.of(replacements, statesAtOnce());
        return attempt(connection, calls, true, outcomes, timeout)
                .thenCompose(unknown -> attempt(connection, unknown, false, outcomes, timeout))
                .thenApply(unused -> List.of(outcomes));
    }

    private int statesAtOnce() {
        return connections.engine().has(Quirk.SHARDS_WAIT_FOR_SCRIPTS) ? 1 : WRITTEN_AT_ONCE;
    }

    /**
     * Sends calls and notes what becomes of their states; those without an answer in time stay unknown.
     *
     * @param known whether to send the hash of the script rather than its source
     * @return the calls of which the store does not know the script
     */
    private CompletionStage<List<ReplaceCall>> attempt(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<ReplaceCall> calls,
            boolean known,
            Replaced[] outcomes,
            Duration timeout) {
        if (calls.isEmpty()) {
            return CompletableFuture.completedStage(calls);
        }
        List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(calls.size());
        List<SentCommand<long[]>> sent = new ArrayList<>(calls.size());
        for (ReplaceCall call : calls) {
            SentCommand<long[]> command = call.command(REPLACE, known);
            commands.add(command);
            sent.add(command);
        }
        return dispatcher
                .within(timeout, dispatcher.send(connection, commands, sent.getLast()))
                .thenApply(ended -> settle(calls, sent, outcomes));
    }

    /** Takes over the replies that have come; returns the calls of which the store does not know the script. */
    private static List<ReplaceCall> settle(
            List<ReplaceCall> calls, List<SentCommand<long[]>> sent, Replaced[] outcomes) {
        List<ReplaceCall> unknown = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            SentCommand<long[]> reply = sent.get(i);
            if (!reply.isDone()) {
                continue;
            }
            if (!reply.isCompletedExceptionally()) {
                calls.get(i).read(reply.join(), outcomes);
            } else if (Dispatcher.causeOf(reply) instanceof RedisNoScriptException) {
                unknown.add(calls.get(i));
            }
        }
        return unknown;
    }
}
