package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Aggregate;
import io.voxguard.featureupdate.definition.Measure;
import io.voxguard.featureupdate.definition.Window;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Order in which the aggregates of an entity lie in its stored state. Immutable. */
public final class StateLayout {
    private final List<Aggregate> aggregates;
    private final Map<Window, WindowLayout> windows = new EnumMap<>(Window.class);
    private final int fingerprint;

    /** @param aggregates in the order of {@link Aggregate#ORDER} */
    public StateLayout(List<Aggregate> aggregates) {
        this.aggregates = List.copyOf(aggregates);
        Map<Window, List<Integer>> slots = new EnumMap<>(Window.class);
        for (int i = 0; i < aggregates.size(); i++) {
            slots.computeIfAbsent(aggregates.get(i).window(), window -> new ArrayList<>())
                    .add(i);
        }
        slots.forEach((window, ofWindow) -> windows.put(window, new WindowLayout(aggregates, ofWindow)));
        this.fingerprint = (int) (ValueHash.of(text()) >>> ValueHash.BITS - Integer.SIZE);
    }

    /** Returns the layout of a text; empty if this version does not know all of it. */
    public static Optional<StateLayout> parse(String text) {
        List<Aggregate> aggregates = new ArrayList<>();
        for (String line : text.split("\n")) {
            Optional<Aggregate> aggregate = Aggregate.parse(line);
            if (aggregate.isEmpty()) {
                return Optional.empty();
            }
            aggregates.add(aggregate.get());
        }
        return Optional.of(new StateLayout(aggregates));
    }

    /** Returns the text that a layout with other definitions is read by: a line for each aggregate. */
    public String text() {
        return aggregates.stream().map(Aggregate::text).collect(Collectors.joining("\n"));
    }

    /** Returns the number that stands for the layout in stored states. */
    public int fingerprint() {
        return fingerprint;
    }

    List<Aggregate> aggregates() {
        return aggregates;
    }

    Map<Window, WindowLayout> windows() {
        return windows;
    }

    /** Aggregates of one window: their places in the layout, by the form in which they are stored. */
    static final class WindowLayout {
        final int[] numbers;
        final boolean[] isTime;
        final int[] distincts;
        final int[] occurrences;
        final int[] positionSums;
        final int[] positionEnds;

        private WindowLayout(List<Aggregate> aggregates, List<Integer> slots) {
            numbers = slots(aggregates, slots, true, Measure.COUNT);
            distincts = slots(aggregates, slots, false, Measure.DISTINCT);
            occurrences = slots(aggregates, slots, false, Measure.OCCURRENCES);
            positionSums = slots(aggregates, slots, false, Measure.POSITION_SUMS);
            positionEnds = slots(aggregates, slots, false, Measure.POSITION_ENDS);
            isTime = new boolean[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                isTime[i] = aggregates.get(numbers[i]).measure().isTime();
            }
        }

        private static int[] slots(List<Aggregate> aggregates, List<Integer> slots, boolean number, Measure measure) {
            return slots.stream()
                    .filter(slot -> number
                            ? aggregates.get(slot).measure().isNumber()
                            : aggregates.get(slot).measure() == measure)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }
}
