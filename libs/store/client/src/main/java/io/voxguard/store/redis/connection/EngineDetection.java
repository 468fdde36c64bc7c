package io.voxguard.store.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Asks every connection which engine answers it, when it is made and whenever it is made anew: after a failover it may be another engine, or another version. The
 * latest answer counts. Thread-safe.
 */
final class EngineDetection {
    private static final Logger LOG = System.getLogger(EngineDetection.class.getName());
    private static final ByteArrayCodec BYTES = ByteArrayCodec.INSTANCE;

    private final List<Consumer<Engine>> listeners = new CopyOnWriteArrayList<>();
    private volatile Engine engine = Engine.UNKNOWN;

    /** Returns the engine that answered last. */
    Engine engine() {
        return engine;
    }

    /** Calls a listener with the engine now, and whenever it has changed: on the client's threads, quick and without waiting. */
    synchronized void listen(Consumer<Engine> listener) {
        listeners.add(listener);
        listener.accept(engine);
    }

    /**
     * Asks for the engine by INFO, and by HELLO where the user may not run INFO.
     *
     * @return fails if the connection ended before the answer
     */
    CompletionStage<Engine> detect(StatefulRedisConnection<byte[], byte[]> connection) {
        return info(connection)
                .exceptionallyCompose(
                        fault -> isAnswer(fault) ? hello(connection) : CompletableFuture.failedFuture(fault))
                .exceptionallyCompose(fault -> isAnswer(fault)
                        ? CompletableFuture.completedFuture(Engine.UNKNOWN)
                        : CompletableFuture.failedFuture(fault))
                .thenApply(this::adopt);
    }

    private static boolean isAnswer(Throwable fault) {
        return fault instanceof RedisCommandExecutionException
                || fault.getCause() instanceof RedisCommandExecutionException;
    }

    private static CompletableFuture<Engine> info(StatefulRedisConnection<byte[], byte[]> connection) {
        AsyncCommand<byte[], byte[], String> command = new AsyncCommand<>(new Command<>(
                UnreplayedCommand.INFO, new StatusOutput<>(BYTES), new CommandArgs<>(BYTES).add("server")));
        return send(connection, command).thenApply(Engine::ofInfo);
    }

    private static CompletableFuture<Engine> hello(StatefulRedisConnection<byte[], byte[]> connection) {
        AsyncCommand<byte[], byte[], List<Object>> command =
                new AsyncCommand<>(new Command<>(UnreplayedCommand.HELLO, new ArrayOutput<>(BYTES)));
        return send(connection, command).thenApply(reply -> Engine.ofHello(fields(reply)));
    }

    private static <T> CompletableFuture<T> send(
            StatefulRedisConnection<byte[], byte[]> connection, AsyncCommand<byte[], byte[], T> command) {
        try {
            connection.dispatch(command);
        } catch (RuntimeException e) {
            command.completeExceptionally(e);
        }
        return command;
    }

    private static Map<String, String> fields(List<Object> reply) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            fields.put(text(reply.get(i)), text(reply.get(i + 1)));
        }
        return fields;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    private synchronized Engine adopt(Engine found) {
        Engine before = engine;
        if (!found.equals(before)) {
            engine = found;
            LOG.log(
                    before.equals(Engine.UNKNOWN) ? Level.DEBUG : Level.INFO,
                    "The store is {0} now (was: {1})",
                    found,
                    before);
            listeners.forEach(listener -> listener.accept(found));
        }
        return found;
    }
}
