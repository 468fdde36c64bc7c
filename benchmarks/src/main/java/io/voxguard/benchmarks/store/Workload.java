package io.voxguard.benchmarks.store;

import io.voxguard.store.RowWrite;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands, their frequencies and their keys, for our client and for redis-benchmark. All keys begin with {@code bench:}. */
final class Workload {
    /** Number of keys of each kind. They end with twelve digits, as redis-benchmark's {@code __rand_int__} writes them. */
    static final int KEYS = 10_000;

    static final String CALLER = "bench:caller:";
    static final String CALLEE = "bench:callee:";
    static final String TRUNK = "bench:trunk:";
    static final String COUNTER = "bench:counter:";
    static final String RULES = "bench:rules:cur";
    static final String STREAM = "bench:events";
    static final Duration COUNTER_TTL = Duration.ofMinutes(1);
    static final long STREAM_LENGTH = 10_000;
    /** Event of the size of a detection event; printable, since redis-benchmark takes it as an argument. */
    static final String EVENT = "e".repeat(200);

    private static final int FEATURES = 24;
    private static final Duration TTL = Duration.ofHours(2);

    private Workload() {}

    /** Kind of command, its percentage of the workload, and the number of keys it reads or writes. */
    enum Operation {
        FEATURES(70, 3),
        RULE(10, 1),
        COUNT(15, 1),
        APPEND(5, 1);

        final int percent;
        final int keys;

        Operation(int percent, int keys) {
            this.percent = percent;
            this.keys = keys;
        }

        /** Returns the operation for a number from 0 to 99. */
        static Operation of(int number) {
            int remaining = number;
            for (Operation operation : values()) {
                remaining -= operation.percent;
                if (remaining < 0) {
                    return operation;
                }
            }
            return APPEND;
        }
    }

    static byte[][] keys(String prefix) {
        byte[][] keys = new byte[KEYS][];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.format("%s%012d", prefix, i).getBytes(StandardCharsets.US_ASCII);
        }
        return keys;
    }

    /** Returns the rows, and the pointer of the rules, that the workload reads. */
    static List<RowWrite> stored() {
        float[] values = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            values[i] = i + 0.5f;
        }
        byte[] row = RowEncoder.encode(SchemaId.of(1, 1), 1_772_439_300_000L, values, new boolean[FEATURES]);
        List<RowWrite> rows = new ArrayList<>();
        for (String prefix : List.of(CALLER, CALLEE, TRUNK)) {
            for (byte[] key : keys(prefix)) {
                rows.add(new RowWrite(key, row, TTL));
            }
        }
        String pointer = "1234|" + "a".repeat(64) + "|81920|412|1772439300000|key-1|" + "b".repeat(88);
        rows.add(new RowWrite(bytes(RULES), bytes(pointer), TTL));
        return rows;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
