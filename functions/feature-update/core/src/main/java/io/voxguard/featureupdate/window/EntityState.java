package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.ArrayList;
import java.util.List;

/** What is remembered of one entity: tiles of each window, and its recent events. For one thread. */
public final class EntityState {
    /** Time of an entity that has no event yet. */
    static final long NEVER = Long.MIN_VALUE;

    /** Bytes of this object and its lists. */
    private static final int OWN_BYTES = 700;

    private final StateLayout layout;
    /** By window; ascending. */
    private final List<List<Tile>> tiles = new ArrayList<>();

    final RecentEvents recent = new RecentEvents();
    private long latestMs = NEVER;
    private int headLength;
    private long baseMs;

    /** What became of an event. */
    public enum Applied {
        COUNTED,
        DUPLICATE,
        /** Too long before the entity's latest event. */
        LATE
    }

    EntityState(StateLayout layout) {
        this.layout = layout;
        for (Window window : Window.values()) {
            tiles.add(new ArrayList<>());
        }
    }

    /** Returns the time of the latest event, in Unix milliseconds. */
    public long latestMs() {
        return latestMs;
    }

    /** Returns about how many bytes of memory this takes. */
    public int heapBytes() {
        int sum = OWN_BYTES + recent.heapBytes();
        for (List<Tile> ofWindow : tiles) {
            for (int i = 0; i < ofWindow.size(); i++) {
                sum += ofWindow.get(i).heapBytes();
            }
        }
        return sum;
    }

    /**
     * Notes what the store has, or is about to have.
     *
     * @param length of the stored head, behind which the recent events are
     * @param ofTimes the time that those of recent events are counted from
     */
    void written(int length, long ofTimes) {
        headLength = length;
        baseMs = ofTimes;
        recent.allStored();
    }

    int headLength() {
        return headLength;
    }

    long baseMs() {
        return baseMs;
    }

    void restoreLatest(long timeMs) {
        latestMs = timeMs;
    }

    /** Returns the tiles of a window, ascending. */
    List<Tile> tiles(Window window) {
        return tiles.get(window.ordinal());
    }

    StateLayout layout() {
        return layout;
    }

    /**
     * Counts an event, unless it is known or comes too late.
     *
     * @param latenessMs how long before the latest event one may have taken place
     */
    Applied apply(EventFacts facts, EventAdder adder, long latenessMs) {
        long time = facts.event().timeMs();
        if (recent.contains(facts.id())) {
            return Applied.DUPLICATE;
        }
        if (latestMs != NEVER && time < latestMs - latenessMs) {
            return Applied.LATE;
        }
        recent.add(facts.id(), time);
        latestMs = Math.max(latestMs, time);
        layout.windows().forEach((window, ofWindow) -> {
            long index = window.tileOf(time);
            if (index >= window.oldestAt(latestMs)
                    && adder.concerns(window, facts.event().kind())) {
                adder.add(window, tile(window, ofWindow, index), facts);
            }
        });
        return Applied.COUNTED;
    }

    /** Forgets what no window holds any more, and events so old that a second one would come too late. */
    void forget(long latenessMs) {
        for (Window window : Window.values()) {
            List<Tile> ofWindow = tiles(window);
            long oldest = window.oldestAt(latestMs);
            int outside = 0;
            while (outside < ofWindow.size() && ofWindow.get(outside).index < oldest) {
                outside++;
            }
            ofWindow.subList(0, outside).clear();
        }
        recent.forgetBefore(latestMs - latenessMs);
    }

    private Tile tile(Window window, WindowLayout ofWindow, long index) {
        List<Tile> all = tiles(window);
        int at = all.size();
        while (at > 0 && all.get(at - 1).index > index) {
            at--;
        }
        if (at > 0 && all.get(at - 1).index == index) {
            return all.get(at - 1);
        }
        Tile tile = new Tile(index, ofWindow);
        all.add(at, tile);
        return tile;
    }
}
