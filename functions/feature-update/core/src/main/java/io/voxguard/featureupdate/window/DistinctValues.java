package io.voxguard.featureupdate.window;

import java.util.Arrays;

/** Set of the hashes of values: exact while it has at most 64, beyond that a HyperLogLog. What it holds does not depend on the order of additions. */
final class DistinctValues {
    static final int MAX_EXACT = 64;
    static final int REGISTERS = 256;

    private static final int REGISTER_BITS = 8;
    private static final int RANK_BITS = ValueHash.BITS - REGISTER_BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final long[] NO_HASHES = {};
    private static final byte[] NO_REGISTERS = {};

    /** Ascending, the first {@code size} of them. */
    private long[] hashes = NO_HASHES;

    private int size;
    /** Empty while the set is exact. */
    private byte[] registers = NO_REGISTERS;

    void add(long hash) {
        if (isEstimate()) {
            register(registers, hash);
            return;
        }
        int at = Arrays.binarySearch(hashes, 0, size, hash);
        if (at >= 0) {
            return;
        }
        if (size == MAX_EXACT) {
            byte[] all = new byte[REGISTERS];
            addTo(all);
            register(all, hash);
            registers = all;
            hashes = NO_HASHES;
            size = 0;
            return;
        }
        int place = -at - 1;
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.max(2, 2 * size));
        }
        System.arraycopy(hashes, place, hashes, place + 1, size - place);
        hashes[place] = hash;
        size++;
    }

    boolean isEstimate() {
        return registers.length > 0;
    }

    int size() {
        return size;
    }

    long hash(int index) {
        return hashes[index];
    }

    byte[] registers() {
        return registers;
    }

    /** Takes ascending hashes as the content. */
    void restore(long[] ascending) {
        hashes = ascending;
        size = ascending.length;
    }

    /** Takes registers as the content. */
    void restore(byte[] all) {
        registers = all;
    }

    /** Adds the content to registers. */
    void addTo(byte[] merged) {
        for (int i = 0; i < size; i++) {
            register(merged, hashes[i]);
        }
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > merged[i]) {
                merged[i] = registers[i];
            }
        }
    }

    /** Returns about how many bytes of memory this takes. */
    int heapBytes() {
        return 48 + Long.BYTES * hashes.length + registers.length;
    }

    static long estimate(byte[] registers) {
        int zeros = 0;
        double sum = 0;
        for (byte register : registers) {
            sum += 1.0 / (1L << register);
            if (register == 0) {
                zeros++;
            }
        }
        double estimate = ALPHA * REGISTERS * REGISTERS / sum;
        if (estimate <= 2.5 * REGISTERS && zeros > 0) {
            estimate = REGISTERS * Math.log((double) REGISTERS / zeros);
        }
        return (long) Math.floor(estimate + 0.5);
    }

    private static void register(byte[] registers, long hash) {
        int index = (int) (hash >>> RANK_BITS);
        long rest = hash & (1L << RANK_BITS) - 1;
        byte rank = (byte) (Long.numberOfLeadingZeros(rest) - (Long.SIZE - RANK_BITS) + 1);
        if (rank > registers[index]) {
            registers[index] = rank;
        }
    }
}
