package io.voxguard.fanout.delivery;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers of a destination, as far as this replica delivers to it. Thread-safe. */
public final class DestinationState {
    private final String name;
    private final String type;
    final AtomicLong delivered = new AtomicLong();
    final AtomicLong replayed = new AtomicLong();
    final AtomicLong retried = new AtomicLong();
    final AtomicLong dead = new AtomicLong();
    final AtomicLong filterFailures = new AtomicLong();
    final AtomicInteger inFlight = new AtomicInteger();
    final AtomicInteger held = new AtomicInteger();
    private volatile long lag;
    private volatile CircuitBreaker.State circuit = CircuitBreaker.State.CLOSED;
    private volatile String lastFailure = "";

    DestinationState(String name, String type) {
        this.name = name;
        this.type = type;
    }

    public String name() {
        return name;
    }

    /** Returns stream, channel, topic or webhook. */
    public String type() {
        return type;
    }

    public long delivered() {
        return delivered.get();
    }

    /** Returns the number of deliveries by replays, which are among the delivered. */
    public long replayed() {
        return replayed.get();
    }

    public long retried() {
        return retried.get();
    }

    public long dead() {
        return dead.get();
    }

    public long filterFailures() {
        return filterFailures.get();
    }

    /** Returns the number of requests under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Returns the number of events in memory. */
    public int held() {
        return held.get();
    }

    /** Returns the number of entries of the owned partitions that are not delivered yet, as of the last count. */
    public long lag() {
        return lag;
    }

    void lag(long entries) {
        lag = entries;
    }

    /** Returns closed, open or half_open. */
    public String circuit() {
        return circuit.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns whether events are held back because the destination failed. */
    public boolean isCircuitOpen() {
        return circuit != CircuitBreaker.State.CLOSED;
    }

    void circuit(CircuitBreaker.State state) {
        circuit = state;
    }

    /** Returns the cause of the last attempt that was not successful; empty if there was none. */
    public String lastFailure() {
        return lastFailure;
    }

    void lastFailure(String cause) {
        lastFailure = cause;
    }
}
