package io.voxguard.fanout.delivery;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Pause of a worker after the store has not answered; the first failure in a row is logged. For one thread. */
final class StorePause {
    private static final Logger LOG = Logger.getLogger(StorePause.class);
    static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String destination;
    private final Ticker ticker;
    private long untilNanos;
    private boolean complained;

    StorePause(String destination, Ticker ticker) {
        this.destination = destination;
        this.ticker = ticker;
        this.untilNanos = ticker.nanos();
    }

    /** Returns whether the store is left alone at the moment. */
    boolean isOn() {
        return ticker.nanos() - untilNanos < 0;
    }

    /** Returns the nanoseconds until the store may be asked, or the given most. */
    long remainingNanos(long mostNanos) {
        return Math.clamp(untilNanos - ticker.nanos(), 0, mostNanos);
    }

    /** Records that the store has answered. */
    void answered() {
        complained = false;
    }

    /** Begins a pause. */
    void begin() {
        untilNanos = ticker.nanos() + NANOS;
    }

    /** Begins a pause since the store has not done something. */
    void begin(String attempted, StoreUnavailable cause) {
        begin();
        if (!complained) {
            complained = true;
            LOG.warnf("Cannot %s for %s; trying again: %s", attempted, destination, cause.getMessage());
        }
    }
}
