package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way to a destination, from their partitions to their settlement: reads them, keeps those that match in order per key, and settles them. For one
 * thread.
 */
final class DeliveryLane {
    private final Destination destination;
    private final HeldPartitions partitions;
    private final EventSelection selection;
    private final DeadLetterWriter deadLetters;
    private final StorePause store;
    private final SharedEvents events;
    private final Pace reads;
    private final Pace acknowledgements;
    private final Optional<String> replay;
    private final KeyQueues queues = new KeyQueues();
    private final List<Dead> unsaved = new ArrayList<>();
    private int inFlight;

    /** Events that are to be kept as dead letters. */
    private record Dead(KeyQueues.Batch batch, String cause) {}

    /** @param replay id of the replay whose events these are; empty: they are fresh */
    DeliveryLane(
            Destination destination,
            HeldPartitions partitions,
            EventSelection selection,
            DeadLetterWriter deadLetters,
            StorePause store,
            SharedEvents events,
            Pace reads,
            Pace acknowledgements,
            Optional<String> replay) {
        this.destination = destination;
        this.partitions = partitions;
        this.selection = selection;
        this.deadLetters = deadLetters;
        this.store = store;
        this.events = events;
        this.reads = reads;
        this.acknowledgements = acknowledgements;
        this.replay = replay;
    }

    /** Returns whether its events are those of a replay. */
    boolean isReplay() {
        return replay.isPresent();
    }

    boolean isReplay(String id) {
        return replay.filter(id::equals).isPresent();
    }

    void addPartition(int partition) {
        partitions.add(partition);
    }

    /** Stops reading a partition; the result is complete when nothing of it is being sent. */
    CompletableFuture<@Nullable Void> leave(int partition) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (partitions.leave(partition, done)) {
            queues.drop(partition);
        }
        return done;
    }

    /** Returns the partitions that are read. */
    Set<Integer> partitions() {
        return partitions.read();
    }

    /** Returns the partitions that are read although another replica may own them now. */
    List<Integer> lost() {
        return partitions.lost();
    }

    void expectMore(int partition) {
        partitions.expectMore(partition);
    }

    void expectMoreOfAll() {
        partitions.expectMoreOfAll();
    }

    /** Returns whether a read may find something that may be held. */
    boolean isReadable() {
        return !partitions.readable().isEmpty();
    }

    /** Returns the nanoseconds until the log may be read, or the given most. */
    long readNanos(long mostNanos) {
        return reads.remainingNanos(mostNanos);
    }

    /** Reads each partition once, if it is time to. */
    void read() {
        if (store.isOn() || !reads.isDue()) {
            return;
        }
        reads.used();
        for (int partition : partitions.readable()) {
            PartitionReader reader = partitions.reader(partition);
            if (reader != null) {
                read(partition, reader);
            }
        }
    }

    private void read(int partition, PartitionReader reader) {
        try {
            for (Entry entry : reader.read()) {
                accept(partition, reader, entry);
            }
            store.answered();
        } catch (StoreUnavailable e) {
            store.begin("read the log", e);
        }
    }

    private void accept(int partition, PartitionReader reader, Entry entry) {
        FanoutEvent event;
        try {
            event = events.read(entry.id(), entry.record());
        } catch (RuntimeException e) {
            buryUnreadable(reader, entry, e);
            return;
        }
        if (selection.test(event)) {
            String key = destination.ordered() ? event.orderingKey() : partition + "@" + entry.id();
            queues.add(key, new Attempt(partition, entry.id(), asSent(event)));
        } else {
            reader.settle(entry.id(), Settlement.FILTERED);
        }
    }

    private FanoutEvent asSent(FanoutEvent event) {
        return replay.isPresent() ? event.replayed(replay.get()) : event;
    }

    private void buryUnreadable(PartitionReader reader, Entry entry, RuntimeException failure) {
        try {
            deadLetters.keep(entry, failure);
            reader.settle(entry.id(), Settlement.DEAD);
        } catch (StoreUnavailable e) {
            reader.giveBack(entry.id());
            store.begin("keep a dead letter", e);
        }
    }

    /** Makes keys ready whose wait is over; returns the nanoseconds until the next is, or the given most. */
    long releaseDue(long nowNanos, long mostNanos) {
        return queues.releaseDue(nowNanos, mostNanos);
    }

    boolean hasReady() {
        return queues.hasReady();
    }

    /** Returns the number of events in memory. */
    int held() {
        return queues.size();
    }

    /** Returns the number of requests under way. */
    int inFlight() {
        return inFlight;
    }

    /** Takes events for one request; null if they cannot be sent now. */
    KeyQueues.@Nullable Batch take(long nowMs, long nowNanos) {
        KeyQueues.Batch batch = queues.take(destination.batchSize(), destination.maxPerKey());
        if (destination.atMostOnce() && !acknowledgedFirst(batch, nowNanos)) {
            return null;
        }
        inFlight++;
        for (Attempt attempt : batch.attempts()) {
            attempt.begin(nowMs);
            partitions.begin(attempt);
        }
        return batch;
    }

    private boolean acknowledgedFirst(KeyQueues.Batch batch, long nowNanos) {
        Attempt attempt = batch.attempts().getFirst();
        PartitionReader reader = partitions.reader(attempt.partition());
        try {
            if (reader != null) {
                reader.acknowledgeNow(attempt.id());
            }
            return true;
        } catch (StoreUnavailable e) {
            store.begin("acknowledge an event before it is published", e);
            queues.park(batch, nowNanos + StorePause.NANOS);
            return false;
        }
    }

    /** Records that a request is no longer under way: its events are settled, sent again, or waiting to be kept, by one of the methods below. */
    void answered() {
        inFlight--;
    }

    /** Settles events that are delivered. */
    void delivered(KeyQueues.Batch batch) {
        finish(batch, Settlement.DELIVERED);
    }

    /** Makes each event of a batch ready again, to be sent alone. */
    void isolate(KeyQueues.Batch batch) {
        batch.attempts().forEach(Attempt::isolate);
        batch.attempts().forEach(partitions::end);
        queues.putBack(batch);
    }

    /** Makes events wait for their next attempt. */
    void park(KeyQueues.Batch batch, long dueNanos) {
        batch.attempts().forEach(partitions::end);
        queues.park(batch, dueNanos);
    }

    /** Keeps events as dead letters; their keys wait until the store has them. */
    void bury(KeyQueues.Batch batch, String cause) {
        bury(new Dead(batch, cause));
    }

    private void bury(Dead dead) {
        try {
            for (Attempt attempt : dead.batch().attempts()) {
                deadLetters.keep(attempt, dead.cause());
            }
            finish(dead.batch(), Settlement.DEAD);
        } catch (StoreUnavailable e) {
            store.begin("keep a dead letter", e);
            unsaved.add(dead);
        }
    }

    private void finish(KeyQueues.Batch batch, Settlement end) {
        batch.attempts().forEach(attempt -> partitions.settle(attempt, end));
        batch.attempts().forEach(partitions::end);
        queues.remove(batch);
    }

    /** Returns whether there are dead letters that the store does not have yet. */
    boolean hasUnsaved() {
        return !unsaved.isEmpty();
    }

    /** Returns whether there is something to acknowledge, or a partition to let go of. */
    boolean hasSettled() {
        return partitions.hasSettled();
    }

    /** Returns the nanoseconds until entries may be acknowledged, or the given most. */
    long acknowledgeNanos(long mostNanos) {
        return acknowledgements.remainingNanos(mostNanos);
    }

    /** Keeps dead letters that could not be kept before, and acknowledges what is settled if it is time to. */
    void settleDue() {
        if (!store.isOn()) {
            keepUnsaved();
            if (acknowledgements.isDue()) {
                acknowledge();
            }
        }
    }

    /** Keeps dead letters that could not be kept before, and acknowledges what is settled. */
    void settleNow() {
        if (!store.isOn()) {
            keepUnsaved();
            acknowledge();
        }
    }

    private void keepUnsaved() {
        List<Dead> again = List.copyOf(unsaved);
        unsaved.clear();
        again.forEach(this::bury);
    }

    private void acknowledge() {
        acknowledgements.used();
        try {
            partitions.acknowledge();
        } catch (StoreUnavailable e) {
            store.begin("acknowledge delivered events", e);
        }
    }
}
