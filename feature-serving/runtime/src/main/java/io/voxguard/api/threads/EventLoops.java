package io.voxguard.api.threads;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** The server's event loops, as executors. */
public final class EventLoops {
    private EventLoops() {}

    /** Returns the event loop whose thread this is. @throws IllegalStateException on any other thread */
    public static EventExecutor here() {
        if (Vertx.currentContext() instanceof ContextInternal context) {
            return context.nettyEventLoop();
        }
        throw new IllegalStateException("expected an event loop, got " + Thread.currentThread());
    }

    /** Returns true on the thread of an event loop. */
    public static boolean isHere() {
        return Context.isOnEventLoopThread();
    }

    /** Does the work on a loop: at once where this is its thread. */
    public static void on(EventExecutor loop, Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
        } else {
            loop.execute(work);
        }
    }
}
