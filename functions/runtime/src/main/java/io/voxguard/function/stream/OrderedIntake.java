package io.voxguard.function.stream;

import io.voxguard.function.Retries.Sleeper;
import io.voxguard.store.EventGroup;
import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.Leases;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * One replica reads at a time, by a lease: entries are handled in the order of the stream. What the reader before left pending, or this one could not handle, comes
 * before anything new.
 */
final class OrderedIntake implements Intake {
    private static final Logger LOG = Logger.getLogger(OrderedIntake.class);

    private final EventGroup group;
    private final Leases leases;
    private final String leaseKey;
    private final Duration lifetime;
    private final Duration timeout;
    private final Ticker ticker;
    private final Sleeper sleeper;
    private final String token = UUID.randomUUID().toString();
    private boolean held;
    private boolean recovering;
    private long renewedNanos;

    /**
     * @param lifetime of a lease that is not renewed
     * @param timeout of one command of the store
     */
    OrderedIntake(
            EventGroup group,
            Leases leases,
            String leaseKey,
            Duration lifetime,
            Duration timeout,
            Ticker ticker,
            Sleeper sleeper) {
        this.group = group;
        this.leases = leases;
        this.leaseKey = leaseKey;
        this.lifetime = lifetime;
        this.timeout = timeout;
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    @Override
    public List<Entry> next() throws StoreUnavailable, InterruptedException {
        if (!holdsLease()) {
            sleeper.sleep(lifetime.dividedBy(10));
            return List.of();
        }
        if (recovering) {
            List<Entry> pending = group.claimOldest(StreamEvents.MAX_ENTRIES, timeout);
            if (!pending.isEmpty()) {
                return pending;
            }
            recovering = false;
        }
        return group.next(StreamEvents.MAX_ENTRIES, StreamEvents.WAIT, timeout);
    }

    /** Renews the lease when a third of its lifetime has passed. It counts from before it was asked for, so that this replica stops before another may begin. */
    private boolean holdsLease() throws StoreUnavailable {
        long now = ticker.nanos();
        long age = now - renewedNanos;
        if (held && age < lifetime.toNanos() / 3) {
            return true;
        }
        boolean inTime = held && age < lifetime.toNanos();
        held = leases.hold(leaseKey, token, lifetime, timeout);
        if (held) {
            renewedNanos = now;
        }
        if (held && !inTime) {
            recovering = true;
            LOG.debugf("Reading by the lease %s", leaseKey);
        }
        return held;
    }

    @Override
    public void done(List<Entry> entries) throws StoreUnavailable {
        group.done(entries, timeout);
    }

    @Override
    public void leftBehind() {
        recovering = true;
    }

    @Override
    public void close() {
        try {
            if (held) {
                leases.release(leaseKey, token, timeout);
            }
        } catch (StoreUnavailable e) {
            LOG.debugf("Cannot release the lease %s; it ends after %s", leaseKey, lifetime);
        }
        group.close();
    }
}
