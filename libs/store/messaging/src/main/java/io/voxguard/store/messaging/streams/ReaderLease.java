package io.voxguard.store.messaging.streams;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Right to be the only reader of a group, for channels that are ordered across processes. It is renewed three times in its duration; its holder stops reading when it
 * has not been renewed in time.
 */
final class ReaderLease {
    private static final Logger LOG = System.getLogger(ReaderLease.class.getName());
    private static final long MAX_RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final IncomingSettings settings;
    private final RedisStreamGroup group;
    private final Ticker ticker;
    private boolean held;
    private boolean takenOver;
    private long renewedNanos;

    ReaderLease(IncomingSettings settings, RedisStreamGroup group, Ticker ticker) {
        this.settings = settings;
        this.group = group;
        this.ticker = ticker;
    }

    /** Takes or renews the lease; returns whether this consumer may read. */
    boolean hold() throws StoreUnavailable {
        if (!settings.exclusive() || (held && ticker.nanos() - renewedNanos < renewal())) {
            return true;
        }
        long asked = ticker.nanos();
        boolean before = held;
        held = false; // unless the store says so
        held = group.lease(settings.leaseKey(), settings.claimMinIdle());
        renewedNanos = asked;
        takenOver |= held && !before;
        if (held != before) {
            LOG.log(
                    Level.INFO,
                    held
                            ? "Consumer {0} reads stream {1} for group {2}"
                            : "Consumer {0} waits to read stream {1} for group {2}",
                    settings.consumer(),
                    settings.stream(),
                    settings.group());
        }
        return held;
    }

    /** Returns whether the lease was taken and the entries of its former holders are not claimed yet. */
    boolean isTakenOver() {
        return takenOver;
    }

    /** Notes that all entries of former holders are claimed. */
    void claimed() {
        takenOver = false;
    }

    long retryNanos() {
        return Math.min(renewal(), MAX_RETRY_NANOS);
    }

    void release() throws StoreUnavailable {
        if (held) {
            held = false;
            group.release(settings.leaseKey());
        }
    }

    private long renewal() {
        return settings.claimMinIdle().toNanos() / 3;
    }
}
