package io.voxguard.demo.features;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the last while: at time t, a window of length w holds t' with t - w &lt; t' ≤ t. Keeps how often each name occurs, and
 * sums of amounts. Not thread-safe.
 */
final class Window {
    private final long lengthMs;
    private final Deque<Item> items = new ArrayDeque<>();
    private final Map<Integer, Map<String, Integer>> counts = new HashMap<>();
    private long[] sums = new long[0];

    /** @param names counted apart, by position; @param amounts summed apart, by position */
    private record Item(long time, @Nullable String[] names, long[] amounts) {}

    Window(long lengthMs) {
        this.lengthMs = lengthMs;
    }

    void add(long time, @Nullable String[] names, long... amounts) {
        items.addLast(new Item(time, names, amounts));
        for (int i = 0; i < names.length; i++) {
            if (names[i] != null) {
                counts.computeIfAbsent(i, k -> new HashMap<>()).merge(names[i], 1, Integer::sum);
            }
        }
        if (sums.length < amounts.length) {
            sums = new long[amounts.length];
        }
        for (int i = 0; i < amounts.length; i++) {
            sums[i] += amounts[i];
        }
    }

    /** Drops what has left the window by then. */
    Window at(long now) {
        for (Item first = items.peekFirst(); first != null && first.time <= now - lengthMs; first = items.peekFirst()) {
            items.removeFirst();
            for (int i = 0; i < first.names.length; i++) {
                if (first.names[i] != null) {
                    counts.getOrDefault(i, Map.of()).computeIfPresent(first.names[i], (k, n) -> n == 1 ? null : n - 1);
                }
            }
            for (int i = 0; i < first.amounts.length; i++) {
                sums[i] -= first.amounts[i];
            }
        }
        return this;
    }

    int size() {
        return items.size();
    }

    int distinct(int names) {
        return counts.getOrDefault(names, Map.of()).size();
    }

    /** How often the most frequent name occurs. */
    int most(int names) {
        return counts.getOrDefault(names, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** Sum of amounts over the number of items; null with none. */
    @Nullable
    Double share(int amounts) {
        return items.isEmpty() ? null : (double) sums[amounts] / items.size();
    }

    /** Sum of amounts without the first item's. */
    long sumAfterFirst(int amounts) {
        Item first = items.peekFirst();
        return first == null ? 0 : sums[amounts] - first.amounts[amounts];
    }

    /** Milliseconds from the first to the last item. */
    long span() {
        Item first = items.peekFirst();
        Item last = items.peekLast();
        return first == null || last == null ? 0 : last.time - first.time;
    }
}
