package io.voxguard.fanout.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Held events by their keys: those of one key leave in order, one request at a time; a key whose event is being sent, or waits for its next attempt, does not delay
 * other keys. For one thread.
 */
final class KeyQueues {
    private final Map<String, KeyQueue> byKey = new HashMap<>();
    private final Deque<KeyQueue> ready = new ArrayDeque<>();
    private final PriorityQueue<KeyQueue> waiting =
            new PriorityQueue<>(Comparator.comparingLong(queue -> queue.dueNanos));
    private int size;

    private static final class KeyQueue {
        private final String key;
        private final Deque<Attempt> attempts = new ArrayDeque<>();
        private long dueNanos;
        private boolean idle = true;
        private int sending;
        private boolean dropped;

        KeyQueue(String key) {
            this.key = key;
        }

        /** Removes all but those that are being sent; returns how many. */
        private int keepFirst() {
            int removed = attempts.size() - sending;
            for (int i = 0; i < removed; i++) {
                attempts.removeLast();
            }
            return removed;
        }
    }

    /** Returns the number of events that are held, those that are being sent among them. */
    int size() {
        return size;
    }

    /** Adds an event behind those of its key. */
    void add(String key, Attempt attempt) {
        KeyQueue queue = byKey.computeIfAbsent(key, KeyQueue::new);
        queue.attempts.add(attempt);
        size++;
        if (queue.idle) {
            queue.idle = false;
            ready.add(queue);
        }
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** First events of one or more keys, which are sent together. Their keys are busy until the batch is settled by one of the methods below. */
    static final class Batch {
        private final Map<KeyQueue, Integer> counts = new HashMap<>();
        private final List<Attempt> attempts = new ArrayList<>();

        List<Attempt> attempts() {
            return attempts;
        }

        private void take(KeyQueue queue, int max, int maxOfKey) {
            int taken = 0;
            for (Attempt attempt : queue.attempts) {
                if (attempts.size() >= max || taken >= maxOfKey || (attempt.isAlone() && !attempts.isEmpty())) {
                    break;
                }
                attempts.add(attempt);
                taken++;
                if (attempt.isAlone()) {
                    break;
                }
            }
            queue.sending = taken;
            counts.put(queue, taken);
        }
    }

    /** Takes events of keys that are ready, at least one. */
    Batch take(int max, int maxPerKey) {
        Batch batch = new Batch();
        do {
            KeyQueue queue = ready.remove();
            batch.take(queue, max, maxPerKey);
        } while (batch.attempts.size() < max && joins(batch));
        return batch;
    }

    private boolean joins(Batch batch) {
        KeyQueue next = ready.peek();
        return next != null
                && !next.attempts.getFirst().isAlone()
                && !batch.attempts.getFirst().isAlone();
    }

    /** Removes the batch's events: they are delivered or dead. */
    void remove(Batch batch) {
        batch.counts.forEach((queue, count) -> {
            for (int i = 0; i < count; i++) {
                queue.attempts.remove();
            }
            size -= count;
            queue.sending = 0;
            release(queue);
        });
    }

    /** Makes the batch's keys ready again at once. */
    void putBack(Batch batch) {
        for (KeyQueue queue : batch.counts.keySet()) {
            queue.sending = 0;
            release(queue);
        }
    }

    /** Makes the batch's keys wait. */
    void park(Batch batch, long dueNanos) {
        for (KeyQueue queue : batch.counts.keySet()) {
            queue.sending = 0;
            if (queue.dropped) {
                release(queue);
            } else {
                queue.dueNanos = dueNanos;
                waiting.add(queue);
            }
        }
    }

    private void release(KeyQueue queue) {
        if (queue.attempts.isEmpty() || queue.dropped) {
            size -= queue.attempts.size();
            queue.idle = true;
            byKey.remove(queue.key, queue);
        } else {
            ready.add(queue);
        }
    }

    /** Makes keys ready whose wait is over; returns the nanoseconds until the next is, or the given most. */
    long releaseDue(long nowNanos, long mostNanos) {
        while (!waiting.isEmpty() && waiting.element().dueNanos - nowNanos <= 0) {
            release(waiting.remove());
        }
        return waiting.isEmpty() ? mostNanos : Math.min(mostNanos, waiting.element().dueNanos - nowNanos);
    }

    /** Drops the events of a partition; those that are being sent once they are settled. */
    void drop(int partition) {
        for (KeyQueue queue : List.copyOf(byKey.values())) {
            if (queue.attempts.getFirst().partition() == partition) {
                if (ready.remove(queue) || waiting.remove(queue)) {
                    size -= queue.attempts.size();
                    byKey.remove(queue.key, queue);
                } else {
                    size -= queue.keepFirst();
                    queue.dropped = true;
                }
            }
        }
    }
}
