package io.voxguard.fanout.log;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Partitions of the log, and the names of their keys in the store. Events with the same ordering key are in the same partition, as long as the number stays the same.
 *
 * @param prefix of all keys
 * @param count number of partitions
 */
public record Partitions(String prefix, int count) {
    private static final int MAX_COUNT = 256;

    public Partitions {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "voxguard.fanout.partitions: expected 1 to " + MAX_COUNT + ", got " + count);
        }
    }

    /** Returns the partition of an ordering key. */
    public int of(String orderingKey) {
        CRC32 hash = new CRC32();
        hash.update(orderingKey.getBytes(StandardCharsets.UTF_8));
        return (int) (hash.getValue() % count);
    }

    /** Returns the key of a partition's stream. */
    public String log(int partition) {
        return tagged(partition) + ":log";
    }

    /** Returns the key of the lease of the replica that reads a partition. */
    public String owner(int partition) {
        return tagged(partition) + ":owner";
    }

    /** Returns the key of the register of replicas. */
    public String replicas() {
        return prefix + ":replicas";
    }

    /** Returns the key of a destination's dead letters. */
    public String deadLetters(String destination) {
        return prefix + ":dead:" + destination;
    }

    /** Returns the key of the register of a destination's replays. */
    public String replays(String destination) {
        return prefix + ":replays:" + destination;
    }

    private String tagged(int partition) {
        return "{" + prefix + ":" + partition + "}";
    }
}
