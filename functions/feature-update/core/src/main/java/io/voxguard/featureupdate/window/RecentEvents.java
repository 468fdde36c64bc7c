package io.voxguard.featureupdate.window;

import java.util.Arrays;

/** Recent events, by the hash that stands for each: a second one is recognised while the first is in here. */
final class RecentEvents {
    private static final int SEARCHED = 16;

    private long[] hashes = {};
    private long[] times = {};
    private int size;
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

    /** Forgets events that took place before a time. */
    void forgetBefore(long time) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (times[i] >= time) {
                hashes[kept] = hashes[i];
                times[kept++] = times[i];
            }
        }
        if (kept < size) {
            size = kept;
            index = new long[0];
            if (size > SEARCHED) {
                rebuild();
            }
        }
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
