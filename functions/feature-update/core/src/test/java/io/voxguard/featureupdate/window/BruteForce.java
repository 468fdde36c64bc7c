package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.Aggregate;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.CallFlag;
import io.voxguard.featureupdate.definition.CallNumber;
import io.voxguard.featureupdate.definition.CallValue;
import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.Position;
import io.voxguard.featureupdate.definition.PositionSums;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Aggregates from the list of all events: the definition of each, without tiles that are kept. */
record BruteForce(List<Aggregate> aggregates, List<CallEvent> events, long nowMs) implements Measured {
    @Override
    public long value(int slot) {
        Aggregate aggregate = aggregates.get(slot);
        List<CallEvent> in = in(aggregate);
        return switch (aggregate.measure()) {
            case COUNT ->
                in.stream()
                        .filter(event -> aggregate.field().isEmpty()
                                || CallFlag.valueOf(upper(aggregate)).of(event, CallEvents.RANGES))
                        .count();
            case SUM ->
                in.stream()
                        .mapToLong(event -> CallNumber.valueOf(upper(aggregate)).of(event))
                        .sum();
            case SQUARES ->
                in.stream()
                        .mapToLong(event -> CallNumber.valueOf(upper(aggregate)).of(event))
                        .map(number -> number * number)
                        .sum();
            case FIRST -> in.stream().mapToLong(CallEvent::timeMs).min().orElse(NO_TIME);
            case LAST -> in.stream().mapToLong(CallEvent::timeMs).max().orElse(NO_TIME);
            case DISTINCT -> distinct(aggregate, in);
            case OCCURRENCES, POSITION_SUMS, POSITION_ENDS -> 0;
        };
    }

    private long distinct(Aggregate aggregate, List<CallEvent> in) {
        Map<Long, Set<String>> byTile = new TreeMap<>();
        Set<String> all = new HashSet<>();
        for (CallEvent event : in) {
            String value = CallValue.valueOf(upper(aggregate)).of(event);
            if (value != null) {
                all.add(value);
                byTile.computeIfAbsent(aggregate.window().tileOf(event.timeMs()), tile -> new HashSet<>())
                        .add(value);
            }
        }
        if (byTile.values().stream().allMatch(tile -> tile.size() <= 64)) {
            return all.size();
        }
        byte[] registers = new byte[256];
        for (String value : all) {
            long hash = ValueHash.of(value);
            int rank = Long.numberOfLeadingZeros(hash << 24 + 8 | 1L << 31) + 1;
            int register = (int) (hash >>> 32);
            registers[register] = (byte) Math.max(registers[register], rank);
        }
        return DistinctValues.estimate(registers);
    }

    @Override
    public long[] occurrences(int slot) {
        Aggregate aggregate = aggregates.get(slot);
        Map<Long, Set<String>> byTile = new HashMap<>();
        Map<String, Long> exact = new HashMap<>();
        long[] buckets = new long[64];
        for (CallEvent event : in(aggregate)) {
            String value = CallValue.valueOf(upper(aggregate)).of(event);
            if (value != null) {
                exact.merge(value, 1L, Long::sum);
                buckets[(int) (ValueHash.of(value) >>> 34)]++;
                byTile.computeIfAbsent(aggregate.window().tileOf(event.timeMs()), tile -> new HashSet<>())
                        .add(value);
            }
        }
        boolean allExact = byTile.values().stream().allMatch(tile -> tile.size() <= 32);
        return allExact
                ? exact.values().stream().mapToLong(Long::longValue).sorted().toArray()
                : Arrays.stream(buckets).filter(count -> count > 0).sorted().toArray();
    }

    @Override
    public PositionSums positionSums(int slot) {
        List<Position> all = positions(aggregates.get(slot)).stream()
                .map(TimedPosition::position)
                .toList();
        return new PositionSums(
                all.size(),
                all.stream().mapToLong(Position::x).sum(),
                all.stream().mapToLong(Position::y).sum(),
                all.stream().mapToLong(Position::z).sum(),
                all.stream().mapToLong(Position::excess).sum());
    }

    @Override
    public List<TimedPosition> path(int slot) {
        Window window = aggregates.get(slot).window();
        Map<Long, List<TimedPosition>> byTile = positions(aggregates.get(slot)).stream()
                .sorted()
                .collect(Collectors.groupingBy(at -> window.tileOf(at.timeMs()), TreeMap::new, Collectors.toList()));
        return byTile.values().stream()
                .flatMap(tile ->
                        tile.size() == 1 ? Stream.of(tile.getFirst()) : Stream.of(tile.getFirst(), tile.getLast()))
                .toList();
    }

    private List<TimedPosition> positions(Aggregate aggregate) {
        return in(aggregate).stream()
                .filter(event -> event.callerLocation() != null)
                .map(event -> new TimedPosition(event.timeMs(), Objects.requireNonNull(event.callerLocation())))
                .toList();
    }

    private List<CallEvent> in(Aggregate aggregate) {
        Window window = aggregate.window();
        return events.stream()
                .filter(event -> event.kind() == aggregate.events())
                .filter(event -> window.tileOf(event.timeMs()) >= window.oldestAt(nowMs))
                .toList();
    }

    private static String upper(Aggregate aggregate) {
        return aggregate.field().toUpperCase(Locale.ROOT);
    }
}
