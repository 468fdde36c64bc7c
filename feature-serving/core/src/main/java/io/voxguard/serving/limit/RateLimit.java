package io.voxguard.serving.limit;

import io.voxguard.store.limit.Window;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A declared limit.
 *
 * @param windows all of which must have room
 * @param combineWith limits that are asked together with this one: all have room, or nothing is taken
 * @param shadow whether it is only counted, and refuses nobody
 * @param allowsWithoutStore whether requests pass while the store cannot be asked
 * @param maxCost largest cost that a request may name
 */
public record RateLimit(
        String name,
        Per per,
        List<Window> windows,
        List<String> combineWith,
        boolean shadow,
        boolean allowsWithoutStore,
        long maxCost) {
    /** Largest cost that any limit takes: up to there JSON's numbers are exact everywhere. */
    public static final long MAX_COST = (1L << 53) - 1;

    private static final int MAX_WINDOWS = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** @throws IllegalArgumentException naming the part that is out of its bounds */
    public RateLimit {
        windows = List.copyOf(windows);
        combineWith = List.copyOf(combineWith);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: expected 1 to 64 letters, digits, _ or -, got \"" + name + '"');
        }
        if (windows.isEmpty() || windows.size() > MAX_WINDOWS) {
            throw new IllegalArgumentException("windows: expected 1 to " + MAX_WINDOWS + ", got " + windows.size());
        }
        if (maxCost > MAX_COST) {
            throw new IllegalArgumentException("max-cost: expected 1 to " + MAX_COST + ", got " + maxCost);
        }
        if (combineWith.contains(name) || new HashSet<>(combineWith).size() < combineWith.size()) {
            throw new IllegalArgumentException("combine-with: expected other limits, each once, got " + combineWith);
        }
    }

    /** Returns the name as part of an identifier: hyphens are underscores. */
    public String identifier() {
        return name.replace('-', '_');
    }
}
