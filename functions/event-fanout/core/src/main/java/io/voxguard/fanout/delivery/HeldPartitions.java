package io.voxguard.fanout.delivery;

import io.voxguard.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that a worker reads, and those that it gives up: of these it keeps the reader until the last request is settled, and reads none of their entries
 * again before that. For one thread.
 */
final class HeldPartitions {
    private final IntFunction<PartitionReader> open;
    private final IntPredicate owned;
    private final int maxHeld;
    private final Map<Integer, PartitionReader> readers = new TreeMap<>();
    private final Map<Integer, Leaving> leaving = new HashMap<>();
    /** Number of events of a partition that are being sent or buried. */
    private final Map<Integer, Integer> busy = new HashMap<>();

    private record Leaving(PartitionReader reader, List<CompletableFuture<@Nullable Void>> done) {}

    /**
     * @param owned tells if this replica may read a partition now
     * @param maxHeld entries of a partition that may be held
     */
    HeldPartitions(IntFunction<PartitionReader> open, IntPredicate owned, int maxHeld) {
        this.open = open;
        this.owned = owned;
        this.maxHeld = maxHeld;
    }

    void add(int partition) {
        readers.computeIfAbsent(partition, open::apply);
    }

    /**
     * Stops reading a partition.
     *
     * @param done completed when nothing of it is under way
     * @return whether it was read: what is queued of it must be dropped
     */
    boolean leave(int partition, CompletableFuture<@Nullable Void> done) {
        PartitionReader reader = readers.remove(partition);
        if (reader != null) {
            leaving.put(partition, new Leaving(reader, new ArrayList<>()));
        }
        Leaving left = leaving.get(partition);
        if (left == null) {
            done.complete(null);
        } else {
            left.done().add(done);
        }
        return reader != null;
    }

    /** Returns the partitions that are read. */
    Set<Integer> read() {
        return Set.copyOf(readers.keySet());
    }

    /** Returns the partitions that are read although another replica may own them now. */
    List<Integer> lost() {
        return readers.keySet().stream()
                .filter(partition -> !owned.test(partition))
                .toList();
    }

    /** Records that a partition may have new entries. */
    void expectMore(int partition) {
        PartitionReader reader = readers.get(partition);
        if (reader != null) {
            reader.expectMore();
        }
    }

    void expectMoreOfAll() {
        readers.values().forEach(PartitionReader::expectMore);
    }

    /** Returns the partitions of which a read may find something that may be held. */
    List<Integer> readable() {
        return readers.entrySet().stream()
                .filter(entry ->
                        entry.getValue().expectsMore() && entry.getValue().held() < maxHeld)
                .map(Map.Entry::getKey)
                .filter(partition -> !leaving.containsKey(partition) && owned.test(partition))
                .toList();
    }

    /** Returns the reader that has given out a partition's entries; null if it is gone. */
    @Nullable
    PartitionReader reader(int partition) {
        Leaving left = leaving.get(partition);
        return left == null ? readers.get(partition) : left.reader();
    }

    /** Records that an event's delivery is under way. */
    void begin(Attempt attempt) {
        busy.merge(attempt.partition(), 1, Integer::sum);
    }

    /** Records that an event's delivery is no longer under way. */
    void end(Attempt attempt) {
        busy.merge(attempt.partition(), -1, Integer::sum);
    }

    /** Records that an event needs no more work. */
    void settle(Attempt attempt, Settlement end) {
        PartitionReader reader = reader(attempt.partition());
        if (reader != null) {
            reader.settle(attempt.id(), end);
        }
    }

    /** Returns whether there is something to acknowledge, or a partition to let go of. */
    boolean hasSettled() {
        return !leaving.isEmpty() || readers.values().stream().anyMatch(PartitionReader::hasSettled);
    }

    /** Acknowledges what is settled, and lets go of partitions of which nothing is under way. */
    void acknowledge() throws StoreUnavailable {
        for (PartitionReader reader : readers.values()) {
            reader.acknowledge();
        }
        for (Iterator<Map.Entry<Integer, Leaving>> left = leaving.entrySet().iterator(); left.hasNext(); ) {
            Map.Entry<Integer, Leaving> entry = left.next();
            if (busy.getOrDefault(entry.getKey(), 0) == 0) {
                left.remove();
                try {
                    entry.getValue().reader().acknowledge();
                } finally {
                    entry.getValue().done().forEach(done -> done.complete(null));
                }
            }
        }
    }
}
