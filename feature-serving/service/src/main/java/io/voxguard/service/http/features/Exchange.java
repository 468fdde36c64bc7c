package io.voxguard.service.http.features;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;

/**
 * One request and where its reply goes.
 *
 * @param loop the context on which the reply is written
 * @param startNanos {@link System#nanoTime()} when its body was whole
 */
record Exchange(RoutingContext http, Context loop, long startNanos) {
    static Exchange of(RoutingContext http) {
        return new Exchange(http, http.vertx().getOrCreateContext(), System.nanoTime());
    }

    /** Does it on the request's own event loop: at once where this is it. */
    void onLoop(Runnable work) {
        if (Vertx.currentContext() == loop) {
            work.run();
        } else {
            loop.runOnContext(go -> work.run());
        }
    }
}
