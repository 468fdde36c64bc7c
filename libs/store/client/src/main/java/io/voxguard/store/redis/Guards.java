package io.voxguard.store.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Replaces the connections to one address: one that has gone silent by itself, all of them when their server is no longer the one to ask. Replacements of all are
 * spaced by a growing pause, so that an address that leads to a replica for good does not end in a storm of connections. Thread-safe.
 */
final class Guards {
    private static final Logger LOG = System.getLogger(Guards.class.getName());
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final Duration silence;
    private final long firstPauseNanos;
    private final Set<ConnectionGuard> active = ConcurrentHashMap.newKeySet();
    private boolean primarySeen;
    private boolean replicaSeen;
    private long pauseNanos;
    private long replacedAtNanos;

    /**
     * @param silence after which a connection counts as dead
     * @param firstPause between the first two replacements of all connections
     */
    Guards(Duration silence, Duration firstPause) {
        this.silence = silence;
        this.firstPauseNanos = firstPause.toNanos();
        this.pauseNanos = firstPauseNanos;
        this.replacedAtNanos = System.nanoTime() - firstPauseNanos;
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

    /** A server has answered that it is a primary. */
    synchronized void primary() {
        primarySeen = true;
        replicaSeen = false;
        // a primary that is loading says so too: only some time without a replacement means that it is over
        if (System.nanoTime() - replacedAtNanos > 2 * pauseNanos) {
            pauseNanos = firstPauseNanos;
        }
    }

    /** A server has answered that it is a replica. An address that has always led to one is left alone: it may be meant for reads. */
    void replica() {
        boolean demoted;
        synchronized (this) {
            demoted = primarySeen;
            replicaSeen = true;
        }
        if (demoted) {
            replaceAll("its server has become a replica");
        }
    }

    /** Looks at an error of the store, and replaces all connections where it says that another server is to be asked. */
    void examine(String error) {
        if (saysAskAnother(error) && !isForReadsAlone()) {
            replaceAll(error);
        }
    }

    /** Whether the address has led to nothing but replicas for as long as a failover takes: then it is meant for reads, and what writes there fails. */
    private synchronized boolean isForReadsAlone() {
        return replicaSeen && !primarySeen && pauseNanos == LONGEST_PAUSE_NANOS;
    }

    /** READONLY may stand inside the error of a script. */
    static boolean saysAskAnother(String error) {
        return error.contains("READONLY ")
                || Stream.of("LOADING ", "MASTERDOWN ", "UNBLOCKED ").anyMatch(error::startsWith);
    }

    private void replaceAll(String why) {
        synchronized (this) {
            long now = System.nanoTime();
            if (now - replacedAtNanos < pauseNanos) {
                return;
            }
            replacedAtNanos = now;
            if (pauseNanos == LONGEST_PAUSE_NANOS) {
                primarySeen = false; // no primary for so long: the address has become one for reads
            }
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        LOG.log(Level.WARNING, "Connecting to the store anew: {0}", why);
        active.forEach(ConnectionGuard::close);
    }
}
