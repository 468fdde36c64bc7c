package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Change of definitions: the aggregates that both have are kept, the new ones begin empty. */
final class LayoutChange {
    private final StateLayout from;
    private final StateLayout to;

    LayoutChange(StateLayout from, StateLayout to) {
        this.from = from;
        this.to = to;
    }

    EntityState of(EntityState state) {
        EntityState changed = new EntityState(to);
        changed.restoreLatest(state.latestMs());
        to.windows().forEach((window, layout) -> {
            WindowLayout old = from.windows().get(window);
            if (old != null) {
                move(window, old, layout, state.tiles(window), changed);
            }
        });
        for (int i = 0; i < state.recent.size(); i++) {
            changed.recent.add(state.recent.hash(i), state.recent.time(i));
        }
        return changed;
    }

    private void move(Window window, WindowLayout old, WindowLayout layout, List<Tile> tiles, EntityState changed) {
        Map<Integer, Integer> numbers = places(old.numbers, layout.numbers);
        Map<Integer, Integer> distincts = places(old.distincts, layout.distincts);
        Map<Integer, Integer> occurrences = places(old.occurrences, layout.occurrences);
        Map<Integer, Integer> sums = places(old.positionSums, layout.positionSums);
        Map<Integer, Integer> ends = places(old.positionEnds, layout.positionEnds);
        for (Tile tile : tiles) {
            Tile moved = new Tile(tile.index, layout);
            numbers.forEach((before, after) -> moved.numbers[after] = tile.numbers[before]);
            distincts.forEach((before, after) -> moved.distincts[after] = tile.distincts[before]);
            occurrences.forEach((before, after) -> moved.occurrences[after] = tile.occurrences[before]);
            sums.forEach((before, after) -> moved.positionSums[after] = tile.positionSums[before]);
            ends.forEach((before, after) -> moved.positionEnds[after] = tile.positionEnds[before]);
            changed.tiles(window).add(moved);
        }
    }

    /** Returns the place after the change by the place before it. */
    private Map<Integer, Integer> places(int[] before, int[] after) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < before.length; i++) {
            for (int j = 0; j < after.length; j++) {
                if (from.aggregates().get(before[i]).equals(to.aggregates().get(after[j]))) {
                    places.put(i, j);
                }
            }
        }
        return places;
    }
}
