package io.voxguard.serving.outbox;

import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bounded queue that one thread of its own empties into a destination, so that whoever adds waits for neither disk nor network. Thread-safe. */
public final class Outbox<T> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Outbox.class.getName());
    private static final int MAX_BATCH = 256;
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(3);
    private static final Duration INTERRUPTED_LIMIT = Duration.ofSeconds(1);

    private final String name;
    private final Destination<T> destination;
    private final Redelivery redelivery;
    private final DeliveryCounts<T> counts;
    private final Ticker ticker;
    private final Duration closingLimit;
    private final BlockingQueue<T> queue;
    private final Thread writer;
    private volatile boolean closed;
    private boolean failing;

    /**
     * @param name of the items, as {@code decisions}: for the log and the thread
     * @param capacity number of items that may wait; more are dropped
     */
    public Outbox(
            String name,
            int capacity,
            Destination<T> destination,
            Redelivery redelivery,
            DeliveryCounts<T> counts,
            Ticker ticker) {
        this(name, capacity, destination, redelivery, counts, ticker, CLOSING_LIMIT);
    }

    /** @param closingLimit time that {@link #close} gives to what is waiting */
    Outbox(
            String name,
            int capacity,
            Destination<T> destination,
            Redelivery redelivery,
            DeliveryCounts<T> counts,
            Ticker ticker,
            Duration closingLimit) {
        this.name = name;
        this.destination = destination;
        this.redelivery = redelivery;
        this.counts = counts;
        this.ticker = ticker;
        this.closingLimit = closingLimit;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.writer = Thread.ofPlatform().name(name).daemon().start(this::deliverAll);
    }

    /** Adds an item. One that finds no room is dropped and counted. */
    public void add(T item) {
        if (closed) {
            counts.dropped(item, DropCause.STOPPED);
        } else if (!queue.offer(item)) {
            counts.dropped(item, DropCause.QUEUE_FULL);
        }
    }

    /** Returns the number of items that wait. */
    public int waiting() {
        return queue.size();
    }

    private void deliverAll() {
        List<T> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                T first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MAX_BATCH - 1);
                    deliver(batch);
                }
            } catch (InterruptedException e) {
                closed = true;
                drop(batch, DropCause.STOPPED);
                dropWaiting();
                return;
            }
            batch.clear();
        }
    }

    private void deliver(List<T> batch) throws InterruptedException {
        long begin = ticker.nanos();
        for (int failures = 1; ; failures++) {
            try {
                count(batch, destination.deliver(Collections.unmodifiableList(batch)));
                failing = false;
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                boolean again = ticker.nanos() - begin < redelivery.limit().toNanos();
                complain(again, e);
                if (!again) {
                    drop(batch, DropCause.UNAVAILABLE);
                    return;
                }
            }
            redelivery.backoff().pause(failures);
        }
    }

    private void count(List<T> batch, List<T> rejected) {
        if (rejected.isEmpty()) {
            batch.forEach(counts::delivered);
            return;
        }
        LOG.log(Level.WARNING, "Dropping {0} {1} that the destination refused", rejected.size(), name);
        Set<T> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        refused.addAll(rejected);
        for (T item : batch) {
            if (refused.contains(item)) {
                counts.dropped(item, DropCause.REJECTED);
            } else {
                counts.delivered(item);
            }
        }
    }

    /** Logs the first failure in a row. */
    private void complain(boolean again, Exception cause) {
        if (!failing) {
            String consequence = again ? "trying again" : "dropping them";
            LOG.log(Level.WARNING, "Cannot deliver " + name + "; " + consequence, cause);
            failing = true;
        }
    }

    private void drop(List<T> items, DropCause cause) {
        items.forEach(item -> counts.dropped(item, cause));
    }

    private void dropWaiting() {
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            counts.dropped(item, DropCause.STOPPED);
        }
    }

    /** Delivers what is waiting, for 3 s at most; the rest is dropped, and counted. */
    @Override
    public void close() {
        closed = true;
        try {
            if (!writer.join(closingLimit)) {
                writer.interrupt();
                writer.join(INTERRUPTED_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropWaiting();
        destination.close();
    }
}
