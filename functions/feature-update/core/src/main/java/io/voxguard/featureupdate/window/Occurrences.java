package io.voxguard.featureupdate.window;

import java.util.Arrays;

/** Number of events by the hash of a value: exact while there are at most 32 values, beyond that by 64 buckets of values. */
final class Occurrences {
    static final int MAX_EXACT = 32;
    static final int BUCKETS = 64;

    private static final int BUCKET_BITS = 6;
    private static final long[] NOTHING = {};

    /** Ascending, the first {@code size} of them. */
    private long[] hashes = NOTHING;

    private long[] counts = NOTHING;
    private int size;
    /** Empty while the counts are exact. */
    private long[] buckets = NOTHING;

    void add(long hash, long times) {
        if (hasBuckets()) {
            buckets[bucket(hash)] += times;
            return;
        }
        int at = Arrays.binarySearch(hashes, 0, size, hash);
        if (at >= 0) {
            counts[at] += times;
            return;
        }
        if (size == MAX_EXACT) {
            long[] all = new long[BUCKETS];
            addTo(all);
            all[bucket(hash)] += times;
            buckets = all;
            hashes = NOTHING;
            counts = NOTHING;
            size = 0;
            return;
        }
        insert(-at - 1, hash, times);
    }

    private void insert(int place, long hash, long times) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(2, 2 * size));
            counts = Arrays.copyOf(counts, hashes.length);
        }
        System.arraycopy(hashes, place, hashes, place + 1, size - place);
        System.arraycopy(counts, place, counts, place + 1, size - place);
        hashes[place] = hash;
        counts[place] = times;
        size++;
    }

    boolean hasBuckets() {
        return buckets.length > 0;
    }

    int size() {
        return size;
    }

    long hash(int index) {
        return hashes[index];
    }

    long count(int index) {
        return counts[index];
    }

    long[] buckets() {
        return buckets;
    }

    /** Takes ascending hashes and their counts as the content. */
    void restore(long[] ascending, long[] ofEach) {
        hashes = ascending;
        counts = ofEach;
        size = ascending.length;
    }

    /** Takes buckets as the content. */
    void restore(long[] all) {
        buckets = all;
    }

    /** Adds the content to buckets. */
    void addTo(long[] merged) {
        for (int i = 0; i < size; i++) {
            merged[bucket(hashes[i])] += counts[i];
        }
        for (int i = 0; i < buckets.length; i++) {
            merged[i] += buckets[i];
        }
    }

    /** Returns about how many bytes of memory this takes. */
    int heapBytes() {
        return 64 + Long.BYTES * (hashes.length + counts.length + buckets.length);
    }

    private static int bucket(long hash) {
        return (int) (hash >>> ValueHash.BITS - BUCKET_BITS);
    }
}
