package io.voxguard.store.redis.command;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends commands, and bounds how many may be unanswered and how long each is waited for. Thread-safe. */
public final class Dispatcher {
    private final RedisConnections connections;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Consumer<@Nullable String> oneEnded = error -> ended(1, error);
    private final int maxUnanswered;
    /** One for each of the caller's event loops, in the order of {@link RedisConnections#loops}. */
    private final List<Deadlines> loopDeadlines;

    private final Deadlines otherDeadlines;

    /** @param queueSize commands that may be unanswered on one connection */
    public Dispatcher(RedisConnections connections, int queueSize, Ticker ticker) {
        this.connections = connections;
        this.loopDeadlines = connections.loops().stream()
                .map(loop -> new Deadlines(loop, ticker))
                .toList();
        this.otherDeadlines = new Deadlines(connections.timer(), ticker);
        this.maxUnanswered = queueSize * connections.size();
    }

    /** Returns an open connection; null if there is none. */
    public @Nullable StatefulRedisConnection<byte[], byte[]> connection() {
        return connections.next();
    }

    /** Sends one command. */
    public <T> CompletableFuture<T> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, SentCommand<T> command) {
        return send(connection, command, 1);
    }

    /** Sends one command that serves several requests, and counts as that many. */
    public <T> CompletableFuture<T> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection, SentCommand<T> command, int requests) {
        return connection == null ? notConnected() : send(requests, command, () -> connection.dispatch(command));
    }

    /**
     * Sends commands together and in their order.
     *
     * @param last the last of them
     * @return completes with the last; exceptionally if any of them has failed
     */
    public <T> CompletableFuture<T> send(
            @Nullable StatefulRedisConnection<byte[], byte[]> connection,
            List<RedisCommand<byte[], byte[], ?>> commands,
            SentCommand<T> last) {
        if (connection == null) {
            return notConnected();
        }
        CompletableFuture<T> answered = send(commands.size(), last, () -> connection.dispatch(commands));
        return commands.size() == 1 ? answered : allAnswered(commands, answered);
    }

    private <T> CompletableFuture<T> allAnswered(
            List<RedisCommand<byte[], byte[], ?>> commands, CompletableFuture<T> answered) {
        CompletableFuture<T> all = new CompletableFuture<>();
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
                all.complete(result);
            } else {
                all.completeExceptionally(first);
            }
        });
        return all;
    }

    private static @Nullable Throwable failure(RedisCommand<byte[], byte[], ?> command, @Nullable String error) {
        if (command instanceof CompletableFuture<?> sent) {
            return causeOf(sent);
        }
        Throwable failure = command instanceof PipelinedCommand<?> pipelined ? pipelined.failure() : null;
        return failure == null && error != null ? new RedisException(error) : failure;
    }

    /** Returns why a command failed or was cancelled; null if it did neither. */
    public static @Nullable Throwable causeOf(CompletableFuture<?> work) {
        return switch (work.state()) {
            case FAILED -> work.exceptionNow();
            case CANCELLED -> new CancellationException("cancelled");
            default -> null;
        };
    }

    private void ended(int commands, @Nullable String error) {
        unanswered.addAndGet(-commands);
        if (error != null) {
            connections.examine(error);
        }
    }

    private static <T> CompletableFuture<T> notConnected() {
        return CompletableFuture.failedFuture(new RedisException("not connected"));
    }

    /** A command counts until the store answers, not until its caller stops waiting: commands must not pile up for a silent store. */
    private <T> CompletableFuture<T> send(int commands, SentCommand<T> last, Runnable dispatch) {
        if (unanswered.addAndGet(commands) > maxUnanswered) {
            unanswered.addAndGet(-commands);
            return CompletableFuture.failedFuture(Overload.INSTANCE);
        }
        last.onEnd(commands == 1 ? oneEnded : error -> ended(commands, error));
        try {
            dispatch.run();
        } catch (RuntimeException e) {
            last.completeExceptionally(e);
        }
        return last;
    }

    /** Returns the outcome of some work; TIMED_OUT after the limit. */
    public CompletionStage<StoreOutcome> within(Duration limit, CompletableFuture<?> work) {
        if (work.isDone()) {
            Throwable fault = causeOf(work);
            return CompletableFuture.completedStage(fault == null ? StoreOutcome.DONE : outcomeOf(fault));
        }
        Deadlines onThisLoop = connections.ofThisThread(loopDeadlines);
        Deadlines deadlines = onThisLoop == null ? otherDeadlines : onThisLoop;
        PendingReply reply = deadlines.start(limit);
        work.whenComplete((done, fault) -> deadlines.end(reply, fault == null ? StoreOutcome.DONE : outcomeOf(fault)));
        return reply;
    }

    public static StoreOutcome outcomeOf(Throwable fault) {
        boolean overload = fault == Overload.INSTANCE || fault.getCause() == Overload.INSTANCE;
        return overload ? StoreOutcome.OVERLOADED : StoreOutcome.UNAVAILABLE;
    }

    /** Fault of a command that was refused before it was sent. One instance without a stack trace: there may be many of them. */
    private static final class Overload extends RuntimeException {
        private static final Overload INSTANCE = new Overload();

        private Overload() {
            super("too many unanswered commands", null, false, false);
        }
    }
}
