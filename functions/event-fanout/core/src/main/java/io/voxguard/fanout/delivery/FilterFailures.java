package io.voxguard.fanout.delivery;

import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.function.event.SingleLine;
import io.voxguard.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Logs events on which a destination's filter failed: one line a minute. For one thread. */
final class FilterFailures {
    private static final Logger LOG = Logger.getLogger(FilterFailures.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String destination;
    private final Ticker ticker;
    private long loggedNanos;
    private long unlogged = -1;

    FilterFailures(String destination, Ticker ticker) {
        this.destination = destination;
        this.ticker = ticker;
    }

    /** Logs an event unless another was logged within the minute before; returns whether it was logged. */
    boolean log(FanoutEvent event) {
        long now = ticker.nanos();
        if (unlogged >= 0 && now - loggedNanos < INTERVAL_NANOS) {
            unlogged++;
            return false;
        }
        LOG.warnf(
                "The filter of %s failed on event %s of type %s, which counts as not matching (%d others since the last line)",
                destination,
                SingleLine.of(event.event().getId()),
                SingleLine.of(event.event().getType()),
                Math.max(0, unlogged));
        loggedNanos = now;
        unlogged = 0;
        return true;
    }
}
