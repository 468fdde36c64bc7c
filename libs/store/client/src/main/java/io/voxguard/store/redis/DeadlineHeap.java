package io.voxguard.store.redis;

import io.voxguard.store.redis.Deadlines.Waiting;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap by the end of each wait, in which every wait knows its place: any of them is removed in O(log n). Not thread-safe. */
final class DeadlineHeap {
    private static final int INITIAL_CAPACITY = 64;

    private @Nullable Waiting[] places = new @Nullable Waiting[INITIAL_CAPACITY];
    private int size;

    /** The earliest to end; null where nothing waits. */
    @Nullable
    Waiting first() {
        return size == 0 ? null : places[0];
    }

    void add(Waiting waiting) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        up(waiting, size++);
    }

    /** Removes a wait; one that is not in the heap is left alone. */
    void remove(Waiting waiting) {
        int place = waiting.place;
        if (place < 0) {
            return;
        }
        waiting.place = -1;
        Waiting last = at(--size);
        places[size] = null;
        if (last != waiting) {
            if (place > 0 && before(last, at((place - 1) / 2))) {
                up(last, place);
            } else {
                down(last, place);
            }
        }
    }

    private void up(Waiting waiting, int from) {
        int place = from;
        while (place > 0 && before(waiting, at((place - 1) / 2))) {
            put(at((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(waiting, place);
    }

    private void down(Waiting waiting, int from) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && before(at(child + 1), at(child))) {
                child++;
            }
            if (!before(at(child), waiting)) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(waiting, place);
    }

    private void put(Waiting waiting, int place) {
        places[place] = waiting;
        waiting.place = place;
    }

    private Waiting at(int place) {
        Waiting waiting = places[place];
        if (waiting == null) {
            throw new IllegalStateException("nothing at " + place + " of " + size);
        }
        return waiting;
    }

    /** Nanoseconds of the system's timer may overflow: they are compared by their difference. */
    private static boolean before(Waiting one, Waiting other) {
        return one.endsAtNanos - other.endsAtNanos < 0;
    }
}
