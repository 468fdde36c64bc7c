package io.voxguard.store.redis;

import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A command that says once when it is over, however that comes about: by itself, where a stage of its own would cost as much as the command. */
final class Sent<T> extends AsyncCommand<byte[], byte[], T> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Sent> OVER =
            AtomicIntegerFieldUpdater.newUpdater(Sent.class, "over");

    private @Nullable Ending whenOver;
    private volatile int over;

    /** What happens when a command is over. */
    @FunctionalInterface
    interface Ending {
        /** @param error of the store; null where it answered without one, or not at all */
        void over(@Nullable String error);
    }

    Sent(RedisCommand<byte[], byte[], T> command) {
        super(command);
    }

    /** Before it is sent. */
    void whenOver(Ending action) {
        whenOver = action;
    }

    @Override
    protected void completeResult() {
        over();
        super.completeResult();
    }

    @Override
    public boolean completeExceptionally(Throwable fault) {
        over();
        return super.completeExceptionally(fault);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        over();
        return super.cancel(mayInterrupt);
    }

    private void over() {
        Ending action = whenOver;
        if (action != null && OVER.compareAndSet(this, 0, 1)) {
            action.over(getOutput() == null ? null : getOutput().getError());
        }
    }
}
