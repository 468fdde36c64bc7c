package io.voxguard.store.redis.command;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Command that reports its end once, whether it was answered, failed or was cancelled. It does so by itself: a completion stage would cost as much as the command.
 */
public final class SentCommand<T> extends AsyncCommand<byte[], byte[], T> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<SentCommand> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(SentCommand.class, "ended");

    private @Nullable Consumer<@Nullable String> onEnd;
    private volatile int ended;

    public SentCommand(RedisCommand<byte[], byte[], T> command) {
        super(command);
    }

    /**
     * Sets what to do at the end; to be called before the command is sent.
     *
     * @param action takes the store's error; null if the store answered without one, or not at all
     */
    void onEnd(Consumer<@Nullable String> action) {
        onEnd = action;
    }

    @Override
    protected void completeResult() {
        end();
        super.completeResult();
    }

    @Override
    public boolean completeExceptionally(Throwable fault) {
        end();
        return super.completeExceptionally(fault);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        end();
        return super.cancel(mayInterrupt);
    }

    private void end() {
        Consumer<@Nullable String> action = onEnd;
        if (action != null && ENDED.compareAndSet(this, 0, 1)) {
            action.accept(getOutput() == null ? null : getOutput().getError());
        }
    }
}
