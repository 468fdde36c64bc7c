package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.redis.EntryId;
import java.util.TreeMap;

/** Entries that must be handled one after the other, in the order of the stream: those of one key, or a single one without a key. Guarded by its {@link Deliveries}. */
final class Lane {
    private final Object name;
    private final TreeMap<EntryId, Delivery> waiting = new TreeMap<>();
    private State state = State.READY;
    private long dueNanos;
    private EntryId running = EntryId.ZERO;

    /** State of a lane. */
    enum State {
        /** Its first entry may be handed out. */
        READY,
        /** An entry is being handled. */
        RUNNING,
        /** All entries wait until the first may be tried again. */
        PARKED
    }

    Lane(Object name) {
        this.name = name;
    }

    Object name() {
        return name;
    }

    State state() {
        return state;
    }

    void becomeReady() {
        state = State.READY;
    }

    /** Hands out the first entry. One with a lower id may join the lane meanwhile: it comes next. */
    Delivery run() {
        state = State.RUNNING;
        running = first().id();
        return first();
    }

    boolean isRunning(EntryId id) {
        return state == State.RUNNING && running.equals(id);
    }

    void parkUntil(long nanos) {
        state = State.PARKED;
        dueNanos = nanos;
    }

    long dueNanos() {
        return dueNanos;
    }

    void put(Delivery delivery) {
        waiting.put(delivery.id(), delivery);
    }

    void remove(EntryId id) {
        waiting.remove(id);
    }

    Delivery first() {
        return waiting.firstEntry().getValue();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
