package io.voxguard.api.http.features;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.threads.EventLoops;

/**
 * One request and where its reply goes.
 *
 * @param loop the event loop on which the reply is written
 * @param startNanos {@link System#nanoTime()} when its body was whole
 */
record Exchange(RoutingContext http, EventExecutor loop, long startNanos) {
    static Exchange of(RoutingContext http) {
        return new Exchange(http, EventLoops.here(), System.nanoTime());
    }

    /** The same exchange with its body whole now. */
    Exchange begun() {
        return new Exchange(http, loop, System.nanoTime());
    }

    /** Does it on the request's own event loop: at once where this is it. */
    void onLoop(Runnable work) {
        EventLoops.on(loop, work);
    }
}
