package io.voxguard.process;

import io.netty.channel.EventLoopGroup;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.time.Ticker;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes a process out of service without losing a request. Readiness is off at once, and each reply says that its connection closes: {@code Connection: close},
 * or GOAWAY. After the notice the server stops listening; after the quiet period connections that sent nothing are closed. Requests in flight are
 * Quarkus's affair, which waits for them.
 */
@Singleton
public final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final long SWEEP_MS = 50;

    private final DrainSettings settings;
    private final EventLoopGroup acceptors;
    private final ServerChannels channels;
    private final Ticker ticker;
    private volatile boolean started;

    Drain(DrainSettings settings, Vertx vertx, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.acceptors = ((VertxInternal) vertx).getAcceptorEventLoopGroup();
        this.channels = new ServerChannels(vertx.nettyEventLoopGroup());
    }

    /** Whether the process is leaving. */
    public boolean started() {
        return started;
    }

    /** Runs on the thread that stops the process, which waits for it. */
    void run(@Observes ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        started = true;
        if (settings.notice().isZero() && settings.quiet().isZero()) {
            return;
        }
        LOG.infof(
                "Leaving: not ready; connections are accepted for %d ms, then kept for %d ms",
                settings.notice().toMillis(), settings.quiet().toMillis());
        sweep(settings.notice(), false);
        ListeningSockets.close(acceptors);
        sweep(settings.quiet(), true);
        channels.forEach(DrainedConnections::closeHttp2WhenIdle);
    }

    /** Marks connections, again and again for those that are new. Ends early where there are none left, if that is wanted. */
    private void sweep(Duration length, boolean untilNone) throws InterruptedException {
        long end = ticker.nanos() + length.toNanos();
        do {
            int open = channels.forEach(DrainedConnections::mark);
            if (untilNone && open == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(Math.min(SWEEP_MS, Math.max(1, (end - ticker.nanos()) / 1_000_000)));
        } while (ticker.nanos() < end);
    }
}
