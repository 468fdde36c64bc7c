package io.voxguard.store.redis;

/**
 * How much the reads that were made on event loops have shared their way to the store.
 *
 * @param reads number of reads
 * @param commands number of commands that carried them
 */
public record ReadSharing(long reads, long commands) {
    /** No reads. */
    public static final ReadSharing NONE = new ReadSharing(0, 0);

    ReadSharing plus(ReadSharing other) {
        return new ReadSharing(reads + other.reads, commands + other.commands);
    }
}
