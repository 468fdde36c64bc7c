package io.voxguard.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends commands, bounded in number, and bounds the waiting for their answers. Thread-safe. */
final class Dispatcher {
    private final RedisConnections connections;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Sent.Ending oneLess = error -> over(1, error);
    private final int mayWait;

    /** @param queueSize commands that may wait on one connection */
    Dispatcher(RedisConnections connections, int queueSize) {
        this.connections = connections;
        this.mayWait = queueSize * connections.size();
    }

    /** One of the open connections; null when none is open. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> connection() {
        return connections.next();
    }

    /** Sends one command. */
    <T> CompletableFuture<T> send(@Nullable StatefulRedisConnection<byte[], byte[]> connection, Sent<T> command) {
        return send(connection, command, 1);
    }

    /** Sends one command that stands for several requests, and counts as so many. */
    <T> CompletableFuture<T> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, Sent<T> command, int requests) {
        return connection == null ? notConnected() : send(requests, command, () -> connection.dispatch(command));
    }

    /**
     * Sends commands together and in their order.
     *
     * @param last of them, which is answered last
     * @return completes with the last, exceptionally where any of them has failed
     */
    <T> CompletableFuture<T> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<RedisCommand<byte[], byte[], ?>> commands,
            Sent<T> last) {
        if (connection == null) {
            return notConnected();
        }
        CompletableFuture<T> answered = send(commands.size(), last, () -> connection.dispatch(commands));
        return commands.size() == 1 ? answered : whole(commands, answered);
    }

    private <T> CompletableFuture<T> whole(
            List<RedisCommand<byte[], byte[], ?>> commands, CompletableFuture<T> answered) {
        CompletableFuture<T> whole = new CompletableFuture<>();
        answered.whenComplete((result, fault) -> {
            Throwable first = fault;
            for (RedisCommand<byte[], byte[], ?> command : commands) {
                String error =
                        command.getOutput() == null ? null : command.getOutput().getError();
                if (error != null) {
                    connections.examine(error);
                }
                first = first == null ? failure(command, error) : first;
            }
            if (first == null) {
                whole.complete(result);
            } else {
                whole.completeExceptionally(first);
            }
        });
        return whole;
    }

    private static @Nullable Throwable failure(RedisCommand<byte[], byte[], ?> command, @Nullable String error) {
        if (command instanceof CompletableFuture<?> sent) {
            return causeOf(sent);
        }
        Throwable unanswered = command instanceof Piped<?> piped ? piped.failure() : null;
        return unanswered == null && error != null ? new RedisException(error) : unanswered;
    }

    private static @Nullable Throwable causeOf(CompletableFuture<?> work) {
        return switch (work.state()) {
            case FAILED -> work.exceptionNow();
            case CANCELLED -> new CancellationException("cancelled");
            default -> null;
        };
    }

    private void over(int commands, @Nullable String error) {
        waiting.addAndGet(-commands);
        if (error != null) {
            connections.examine(error);
        }
    }

    private static <T> CompletableFuture<T> notConnected() {
        return CompletableFuture.failedFuture(new RedisException("not connected"));
    }

    /** Commands are counted until the store answers, not until the caller stops waiting: a silent store must not gather commands. */
    private <T> CompletableFuture<T> send(int commands, Sent<T> last, Runnable dispatch) {
        if (waiting.addAndGet(commands) > mayWait) {
            waiting.addAndGet(-commands);
            return CompletableFuture.failedFuture(Overload.INSTANCE);
        }
        last.whenOver(commands == 1 ? oneLess : error -> over(commands, error));
        try {
            dispatch.run();
        } catch (RuntimeException e) {
            last.completeExceptionally(e);
        }
        return last;
    }

    /** How the work went, at the latest when the limit is over. */
    CompletionStage<StoreOutcome> within(Duration limit, CompletableFuture<?> work) {
        if (work.isDone()) {
            Throwable fault = causeOf(work);
            return CompletableFuture.completedStage(fault == null ? StoreOutcome.DONE : outcomeOf(fault));
        }
        Deadlines deadlines = connections.deadlines();
        Deadlines.Waiting reply = deadlines.start(limit);
        work.whenComplete((done, fault) -> deadlines.end(reply, fault == null ? StoreOutcome.DONE : outcomeOf(fault)));
        return reply;
    }

    static StoreOutcome outcomeOf(Throwable fault) {
        boolean overload = fault == Overload.INSTANCE || fault.getCause() == Overload.INSTANCE;
        return overload ? StoreOutcome.OVERLOADED : StoreOutcome.UNAVAILABLE;
    }

    /** Refused before it was sent. One instance without a stack trace: there may be many of them. */
    private static final class Overload extends RuntimeException {
        private static final Overload INSTANCE = new Overload();

        private Overload() {
            super("too many commands wait for the store", null, false, false);
        }
    }
}
