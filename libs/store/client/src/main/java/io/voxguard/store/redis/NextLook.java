package io.voxguard.store.redis;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.RejectedExecutionException;

/**
 * The next time that an event loop looks at its sockets. What becomes readable while a loop works through the sockets of one look is read in the next, so that a
 * batch which waits for it carries half as much again under load; a loop that has a task to run does not sleep in between.
 */
final class NextLook {
    private NextLook() {}

    /** Runs a task on a loop after it has looked at its sockets once more and read from those that were ready; with the current tasks on loops without sockets. */
    static void then(EventLoop loop, Runnable task) {
        if (loop instanceof SingleThreadEventLoop own && !(loop instanceof DefaultEventLoop)) {
            own.executeAfterEventLoopIteration(() -> {
                try {
                    loop.execute(task);
                } catch (RejectedExecutionException shutDown) {
                    task.run();
                }
            });
        } else {
            loop.execute(task);
        }
    }
}
