package io.voxguard.store.redis.connection;

import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Replaces the connections to one address: a silent one by itself, all of them when their server is no longer the primary. Replacements of all are spaced by a
 * growing pause, so that an address that leads to a replica for good does not cause a storm of connections. Thread-safe.
 */
final class ConnectionGuards {
    private static final Logger LOG = System.getLogger(ConnectionGuards.class.getName());
    /** Longest pause between two replacements of all connections. */
    private static final long MAX_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Duration silence;
    private final Ticker ticker;
    private final long firstPauseNanos;
    private final Set<ConnectionGuard> active = ConcurrentHashMap.newKeySet();
    private boolean primarySeen;
    private boolean replicaSeen;
    private long pauseNanos;
    private long replacedAtNanos;

    /**
     * @param silence time after which a connection that delivers nothing counts as dead
     * @param firstPause between the first two replacements of all connections
     */
    ConnectionGuards(Duration silence, Duration firstPause, Ticker ticker) {
        this.silence = silence;
        this.ticker = ticker;
        this.firstPauseNanos = firstPause.toNanos();
        this.pauseNanos = firstPauseNanos;
        this.replacedAtNanos = ticker.nanos() - firstPauseNanos;
    }

    ConnectionGuard newGuard() {
        return new ConnectionGuard(this, silence);
    }

    void opened(ConnectionGuard guard) {
        active.add(guard);
    }

    void closed(ConnectionGuard guard) {
        active.remove(guard);
    }

    /** Notes that a server has answered that it is a primary. */
    synchronized void onPrimary() {
        primarySeen = true;
        replicaSeen = false;
        // a primary that is still loading says so too: only some time without a replacement means that the failover is
        // over
        if (ticker.nanos() - replacedAtNanos > 2 * pauseNanos) {
            pauseNanos = firstPauseNanos;
        }
    }

    /** Notes that a server has answered that it is a replica, and replaces all connections unless the address has always led to one: it may be meant for reads. */
    void onReplica() {
        boolean demoted;
        synchronized (this) {
            demoted = primarySeen;
            replicaSeen = true;
        }
        if (demoted) {
            replaceAll("its server has become a replica");
        }
    }

    /** Replaces all connections if an error of the store means that another server is to be asked. */
    void examine(String error) {
        if (meansAnotherServer(error) && !isForReadsOnly()) {
            replaceAll(error);
        }
    }

    /** Returns whether the address has led to replicas only, for longer than a failover takes: then it is meant for reads, and writes fail. */
    private synchronized boolean isForReadsOnly() {
        return replicaSeen && !primarySeen && pauseNanos == MAX_PAUSE_NANOS;
    }

    /** Returns whether an error comes from a server that is not, or not yet, a primary. READONLY may be inside the error of a script. */
    static boolean meansAnotherServer(String error) {
        return error.contains("READONLY ")
                || Stream.of("LOADING ", "MASTERDOWN ", "UNBLOCKED ").anyMatch(error::startsWith);
    }

    private void replaceAll(String why) {
        synchronized (this) {
            long now = ticker.nanos();
            if (now - replacedAtNanos < pauseNanos) {
                return;
            }
            replacedAtNanos = now;
            if (pauseNanos == MAX_PAUSE_NANOS) {
                primarySeen = false; // no primary for so long: the address is now one for reads
            }
            pauseNanos = Math.min(2 * pauseNanos, MAX_PAUSE_NANOS);
        }
        LOG.log(Level.WARNING, "Replacing all connections to the store: {0}", why);
        active.forEach(ConnectionGuard::close);
    }
}
