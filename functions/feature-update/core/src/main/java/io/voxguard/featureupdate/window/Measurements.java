package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Aggregate;
import io.voxguard.featureupdate.definition.Measure;
import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.PositionSums;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Aggregates of an entity as of its latest event. */
final class Measurements implements Measured {
    private static final long[] NOTHING = {};

    private final long nowMs;
    private final long[] values;
    private final long[][] occurrences;
    private final Map<Integer, PositionSums> positionSums = new HashMap<>();
    private final Map<Integer, List<TimedPosition>> paths = new HashMap<>();

    Measurements(EntityState state) {
        nowMs = state.latestMs();
        List<Aggregate> aggregates = state.layout().aggregates();
        values = new long[aggregates.size()];
        occurrences = new long[aggregates.size()][];
        Arrays.fill(occurrences, NOTHING);
        state.layout().windows().forEach((window, layout) -> measure(state, window, layout, aggregates));
    }

    private void measure(EntityState state, Window window, WindowLayout layout, List<Aggregate> aggregates) {
        List<Tile> tiles = state.tiles(window);
        for (int i = 0; i < layout.numbers.length; i++) {
            values[layout.numbers[i]] =
                    number(tiles, i, aggregates.get(layout.numbers[i]).measure());
        }
        for (int i = 0; i < layout.distincts.length; i++) {
            values[layout.distincts[i]] = distinct(tiles, i);
        }
        for (int i = 0; i < layout.occurrences.length; i++) {
            occurrences[layout.occurrences[i]] = occurrences(tiles, i);
        }
        for (int i = 0; i < layout.positionSums.length; i++) {
            positionSums.put(layout.positionSums[i], positionSums(tiles, i));
        }
        for (int i = 0; i < layout.positionEnds.length; i++) {
            paths.put(layout.positionEnds[i], path(tiles, i));
        }
    }

    private static PositionSums positionSums(List<Tile> tiles, int place) {
        PositionTotal total = new PositionTotal();
        tiles.forEach(tile -> total.add(tile.positionSums[place].sums()));
        return total.sums();
    }

    private static List<TimedPosition> path(List<Tile> tiles, int place) {
        List<TimedPosition> path = new ArrayList<>();
        tiles.forEach(tile -> path.addAll(tile.positionEnds[place].ends()));
        return path;
    }

    private static long number(List<Tile> tiles, int place, Measure measure) {
        long result = measure.isTime() ? NO_TIME : 0;
        for (int t = 0; t < tiles.size(); t++) {
            long ofTile = tiles.get(t).numbers[place];
            if (!measure.isTime()) {
                result += ofTile;
            } else if (ofTile != NO_TIME) {
                result = result == NO_TIME
                        ? ofTile
                        : measure == Measure.FIRST ? Math.min(result, ofTile) : Math.max(result, ofTile);
            }
        }
        return result;
    }

    private static long distinct(List<Tile> tiles, int place) {
        int known = 0;
        boolean estimate = false;
        for (int t = 0; t < tiles.size(); t++) {
            DistinctValues ofTile = tiles.get(t).distincts[place];
            estimate |= ofTile.isEstimate();
            known += ofTile.size();
        }
        if (estimate) {
            byte[] registers = new byte[DistinctValues.REGISTERS];
            tiles.forEach(tile -> tile.distincts[place].addTo(registers));
            return DistinctValues.estimate(registers);
        }
        if (known < 2 || tiles.size() == 1) {
            return known;
        }
        long[] all = new long[known];
        int at = 0;
        for (int t = 0; t < tiles.size(); t++) {
            DistinctValues ofTile = tiles.get(t).distincts[place];
            for (int i = 0; i < ofTile.size(); i++) {
                all[at++] = ofTile.hash(i);
            }
        }
        Arrays.sort(all);
        int different = 1;
        for (int i = 1; i < all.length; i++) {
            if (all[i] != all[i - 1]) {
                different++;
            }
        }
        return different;
    }

    private static long[] occurrences(List<Tile> tiles, int place) {
        boolean buckets = tiles.stream().anyMatch(tile -> tile.occurrences[place].hasBuckets());
        long[] counts = buckets ? inBuckets(tiles, place) : exact(tiles, place);
        Arrays.sort(counts);
        return counts;
    }

    private static long[] inBuckets(List<Tile> tiles, int place) {
        long[] merged = new long[Occurrences.BUCKETS];
        tiles.forEach(tile -> tile.occurrences[place].addTo(merged));
        return Arrays.stream(merged).filter(count -> count > 0).toArray();
    }

    private static long[] exact(List<Tile> tiles, int place) {
        int known = 0;
        for (int t = 0; t < tiles.size(); t++) {
            known += tiles.get(t).occurrences[place].size();
        }
        long[] hashes = new long[known];
        long[] counts = new long[known];
        int size = 0;
        for (int t = 0; t < tiles.size(); t++) {
            Occurrences ofTile = tiles.get(t).occurrences[place];
            for (int i = 0; i < ofTile.size(); i++) {
                int at = 0;
                while (at < size && hashes[at] != ofTile.hash(i)) {
                    at++;
                }
                if (at == size) {
                    hashes[size++] = ofTile.hash(i);
                }
                counts[at] += ofTile.count(i);
            }
        }
        return Arrays.copyOf(counts, size);
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public long value(int slot) {
        return values[slot];
    }

    @Override
    public long[] occurrences(int slot) {
        return occurrences[slot];
    }

    @Override
    public PositionSums positionSums(int slot) {
        return positionSums.getOrDefault(slot, PositionSums.EMPTY);
    }

    @Override
    public List<TimedPosition> path(int slot) {
        return paths.getOrDefault(slot, List.of());
    }
}
