package io.voxguard.fanout.ownership;

import io.voxguard.fanout.log.Partitions;
import io.voxguard.store.Leases;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Shares the partitions among the replicas: each partition has one owner at a time, which renews its lease; each replica takes its fair share and gives up what is
 * above it. A lease counts from before it was asked for, so that this replica stops before another may begin. {@link #tick} is for one thread; {@link #owns} for any.
 */
public final class Ownership {
    private static final Logger LOG = Logger.getLogger(Ownership.class);

    private final Leases leases;
    private final Partitions partitions;
    private final String replica;
    private final Duration lifetime;
    private final Duration timeout;
    private final Listener listener;
    private final InstantSource clock;
    private final Ticker ticker;
    /** Owned partitions, with the moment at which the lease ends. */
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

    private volatile boolean reachable;
    private boolean complained;

    /** Told which partitions to read. */
    public interface Listener {
        void acquired(int partition);

        /** Stops reading a partition; the result is complete when nothing of it is under way. */
        CompletableFuture<?> release(int partition);

        /** Says that the lease has ended before it could be renewed: another may own the partition already. */
        void lost(int partition);
    }

    /**
     * @param replica unique name of this one
     * @param lifetime of a lease that is not renewed
     * @param timeout of one command of the store
     */
    public Ownership(
            Leases leases,
            Partitions partitions,
            String replica,
            Duration lifetime,
            Duration timeout,
            Listener listener,
            InstantSource clock,
            Ticker ticker) {
        this.leases = leases;
        this.partitions = partitions;
        this.replica = replica;
        this.lifetime = lifetime;
        this.timeout = timeout;
        this.listener = listener;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Returns whether this replica may read a partition now. */
    public boolean owns(int partition) {
        Long end = ends.get(partition);
        return end != null && end - ticker.nanos() > 0;
    }

    /** Returns the owned partitions. */
    public Set<Integer> owned() {
        return Set.copyOf(ends.keySet());
    }

    /** Returns whether the store answered the last tick. */
    public boolean isReachable() {
        return reachable;
    }

    /** Renews, takes and gives up leases; several times in the lifetime of one. */
    public void tick() throws InterruptedException {
        dropEnded();
        try {
            List<String> replicas =
                    leases.register(partitions.replicas(), replica, clock.millis(), lifetime.multipliedBy(2), timeout);
            int share = share(partitions.count(), replicas.indexOf(replica), replicas.size());
            for (int partition : owned()) {
                renew(partition);
            }
            if (ends.size() > share) {
                giveUp(List.of(owned().iterator().next())); // one each time: the others must be renewed
            }
            take(share, Math.max(0, replicas.indexOf(replica)));
            reachable = true;
            complained = false;
        } catch (StoreUnavailable e) {
            reachable = false;
            if (!complained) {
                complained = true;
                LOG.warnf("Cannot renew the leases of partitions; trying again: %s", e.getMessage());
            }
        }
        dropEnded();
    }

    /** Returns the number of partitions for the replica at an index; all shares together are all partitions. */
    static int share(int partitions, int index, int replicas) {
        if (index < 0) {
            return 0;
        }
        return partitions / replicas + (index < partitions % replicas ? 1 : 0);
    }

    private void renew(int partition) throws StoreUnavailable {
        long end = ticker.nanos() + lifetime.toNanos();
        boolean held = leases.hold(partitions.owner(partition), replica, lifetime, timeout);
        if (held && owns(partition)) {
            ends.put(partition, end);
        } else {
            lose(partition); // one that had ended is taken anew
        }
    }

    private void take(int share, int first) throws StoreUnavailable {
        for (int i = 0; i < partitions.count() && ends.size() < share; i++) {
            int partition = (first + i) % partitions.count();
            long end = ticker.nanos() + lifetime.toNanos();
            if (!ends.containsKey(partition) && leases.hold(partitions.owner(partition), replica, lifetime, timeout)) {
                ends.put(partition, end);
                LOG.infof("Reading partition %d", partition);
                listener.acquired(partition);
            }
        }
    }

    private void dropEnded() {
        for (int partition : owned()) {
            if (!owns(partition)) {
                lose(partition);
            }
        }
    }

    private void lose(int partition) {
        ends.remove(partition);
        LOG.warnf("The lease of partition %d has ended; another replica may read it", partition);
        listener.lost(partition);
    }

    /** Hands partitions over: what is under way ends first, as long as the leases last. */
    private void giveUp(Collection<Integer> given) throws StoreUnavailable, InterruptedException {
        CompletableFuture<?>[] released = given.stream().map(listener::release).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(released).get(lifetime.toMillis() / 4, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.infof("Handing over partitions %s while requests are under way", given);
        }
        for (int partition : given) {
            ends.remove(partition);
            leases.release(partitions.owner(partition), replica, timeout);
        }
    }

    /** Gives up all partitions, and leaves the replicas. */
    public void stop() throws InterruptedException {
        try {
            giveUp(owned());
            leases.deregister(partitions.replicas(), replica, timeout);
        } catch (StoreUnavailable e) {
            LOG.warnf("Cannot release leases; they end after %s: %s", lifetime, e.getMessage());
        }
    }
}
