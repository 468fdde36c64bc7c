package io.voxguard.store.redis.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Binary heap of replies by their deadlines. Each reply knows its index, so that any of them is removed in O(log n). Not thread-safe. */
final class DeadlineHeap {
    private static final int INITIAL_CAPACITY = 64;

    private @Nullable PendingReply[] places = new @Nullable PendingReply[INITIAL_CAPACITY];
    private int size;

    /** Returns the reply with the earliest deadline; null if the heap is empty. */
    @Nullable
    PendingReply first() {
        return size == 0 ? null : places[0];
    }

    void add(PendingReply reply) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        up(reply, size++);
    }

    /** Removes a reply; does nothing if it is not in the heap. */
    void remove(PendingReply reply) {
        int place = reply.heapIndex;
        if (place < 0) {
            return;
        }
        reply.heapIndex = -1;
        PendingReply last = at(--size);
        places[size] = null;
        if (last != reply) {
            if (place > 0 && before(last, at((place - 1) / 2))) {
                up(last, place);
            } else {
                down(last, place);
            }
        }
    }

    private void up(PendingReply reply, int from) {
        int place = from;
        while (place > 0 && before(reply, at((place - 1) / 2))) {
            put(at((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(reply, place);
    }

    private void down(PendingReply reply, int from) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), reply)) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(reply, place);
    }

    private void put(PendingReply reply, int place) {
        places[place] = reply;
        reply.heapIndex = place;
    }

    private PendingReply at(int place) {
        PendingReply reply = places[place];
        if (reply == null) {
            throw new IllegalStateException("no reply at index " + place + " of " + size);
        }
        return reply;
    }

    /** Compares by the difference: a ticker's nanoseconds may overflow. */
    private static boolean before(PendingReply one, PendingReply other) {
        return one.deadlineNanos - other.deadlineNanos < 0;
    }
}
