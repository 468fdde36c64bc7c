package io.voxguard.featureupdate.window;

import java.util.Arrays;

/** Recent events, by the hash that stands for each: a second one is recognised while the first is in here. */
final class RecentEvents {
    private static final int SEARCHED = 16;

    private long[] hashes = {};
    private long[] times = {};
    private int size;
    /** How many, from the first one, the store has in this order; -1 if its order is another one. */
    private int stored = -1;
    /** Open addressing over the hashes, 0 where it is free; empty while there are few. */
    private long[] index = {};

    int size() {
        return size;
    }

    long hash(int at) {
        return hashes[at];
    }

    long time(int at) {
        return times[at];
    }

    boolean contains(long hash) {
        if (index.length == 0) {
            for (int i = 0; i < size; i++) {
                if (hashes[i] == hash) {
                    return true;
                }
            }
            return false;
        }
        int mask = index.length - 1;
        for (int at = (int) hash & mask; index[at] != 0; at = at + 1 & mask) {
            if (index[at] == hash) {
                return true;
            }
        }
        return false;
    }

    void add(long hash, long time) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(4, 2 * size));
            times = Arrays.copyOf(times, hashes.length);
        }
        hashes[size] = hash;
        times[size++] = time;
        if (size > SEARCHED) {
            enter(hash);
        }
    }

    /** Forgets events that took place before a time, once they are a quarter: the others move, so that the store has to be sent them all. */
    void forgetBefore(long time) {
        int old = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] < time) {
                old++;
            }
        }
        if (4 * old > size) {
            removeBefore(time);
        }
    }

    private void removeBefore(long time) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] >= time) {
                hashes[kept] = hashes[i];
                times[kept++] = times[i];
            }
        }
        size = kept;
        stored = -1;
        index = new long[0];
        if (size > SEARCHED) {
            rebuild();
        }
    }

    /** Returns how many, from the first one, the store has in this order; -1 if its order is another one. */
    int stored() {
        return stored;
    }

    /** Notes that the store has them all, in this order. */
    void allStored() {
        stored = size;
    }

    /** Returns about how many bytes of memory this takes. */
    int heapBytes() {
        return 2 * Long.BYTES * hashes.length + Long.BYTES * index.length;
    }

    private void enter(long hash) {
        if (2 * size > index.length) {
            rebuild();
        } else {
            place(hash);
        }
    }

    private void rebuild() {
        index = new long[Integer.highestOneBit(size) * 8];
        for (int i = 0; i < size; i++) {
            place(hashes[i]);
        }
    }

    private void place(long hash) {
        int mask = index.length - 1;
        int at = (int) hash & mask;
        while (index[at] != 0) {
            at = at + 1 & mask;
        }
        index[at] = hash;
    }
}
