package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.Aggregate;
import io.voxguard.featureupdate.definition.CallFlag;
import io.voxguard.featureupdate.definition.CallNumber;
import io.voxguard.featureupdate.definition.CallPlace;
import io.voxguard.featureupdate.definition.CallValue;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.definition.TimedPosition;
import io.voxguard.featureupdate.definition.Window;
import io.voxguard.featureupdate.window.StateLayout.WindowLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Adds events to tiles. Names are looked up when it is made, not for each event. Immutable. */
final class EventAdder {
    private final Map<Window, Addition[][]> additions = new EnumMap<>(Window.class);

    @FunctionalInterface
    private interface Addition {
        void add(Tile tile, EventFacts event);
    }

    EventAdder(StateLayout layout) {
        layout.windows().forEach((window, ofWindow) -> {
            Addition[][] byKind = new Addition[EventKind.values().length][];
            for (EventKind kind : EventKind.values()) {
                byKind[kind.ordinal()] = additions(layout.aggregates(), ofWindow, kind);
            }
            additions.put(window, byKind);
        });
    }

    /** Returns whether any definition names events of a kind. */
    boolean concerns(EventKind kind) {
        return additions.values().stream().anyMatch(byKind -> byKind[kind.ordinal()].length > 0);
    }

    /** Returns whether events of a kind change tiles of a window. */
    boolean concerns(Window window, EventKind kind) {
        return additions(window, kind).length > 0;
    }

    void add(Window window, Tile tile, EventFacts event) {
        for (Addition addition : additions(window, event.event().kind())) {
            addition.add(tile, event);
        }
    }

    private Addition[] additions(Window window, EventKind kind) {
        Addition[][] byKind = additions.get(window);
        return byKind == null ? new Addition[0] : byKind[kind.ordinal()];
    }

    private static Addition[] additions(List<Aggregate> aggregates, WindowLayout layout, EventKind kind) {
        List<Addition> all = new ArrayList<>();
        for (int i = 0; i < layout.numbers.length; i++) {
            Aggregate aggregate = aggregates.get(layout.numbers[i]);
            if (aggregate.events() == kind) {
                all.add(number(aggregate, i));
            }
        }
        for (int i = 0; i < layout.distincts.length; i++) {
            Aggregate aggregate = aggregates.get(layout.distincts[i]);
            if (aggregate.events() == kind) {
                int place = i;
                CallValue value = named(CallValue.class, aggregate.field());
                all.add((tile, event) -> {
                    if (event.has(value)) {
                        tile.distincts[place].add(event.hash(value));
                    }
                });
            }
        }
        for (int i = 0; i < layout.occurrences.length; i++) {
            Aggregate aggregate = aggregates.get(layout.occurrences[i]);
            if (aggregate.events() == kind) {
                int place = i;
                CallValue value = named(CallValue.class, aggregate.field());
                all.add((tile, event) -> {
                    if (event.has(value)) {
                        tile.occurrences[place].add(event.hash(value), 1);
                    }
                });
            }
        }
        all.addAll(positions(aggregates, layout, kind));
        return all.toArray(Addition[]::new);
    }

    private static List<Addition> positions(List<Aggregate> aggregates, WindowLayout layout, EventKind kind) {
        List<Addition> all = new ArrayList<>();
        for (int i = 0; i < layout.positionSums.length; i++) {
            Aggregate aggregate = aggregates.get(layout.positionSums[i]);
            if (aggregate.events() == kind) {
                int index = i;
                all.add(position(aggregate, (tile, at) -> tile.positionSums[index].add(at.position())));
            }
        }
        for (int i = 0; i < layout.positionEnds.length; i++) {
            Aggregate aggregate = aggregates.get(layout.positionEnds[i]);
            if (aggregate.events() == kind) {
                int index = i;
                all.add(position(aggregate, (tile, at) -> tile.positionEnds[index].add(at)));
            }
        }
        return all;
    }

    private static Addition position(Aggregate aggregate, BiConsumer<Tile, TimedPosition> addition) {
        CallPlace place = named(CallPlace.class, aggregate.field());
        return (tile, event) -> {
            TimedPosition position = event.position(place);
            if (position != null) {
                addition.accept(tile, position);
            }
        };
    }

    private static Addition number(Aggregate aggregate, int place) {
        return switch (aggregate.measure()) {
            case COUNT -> count(aggregate.field(), place);
            case SUM -> {
                CallNumber number = named(CallNumber.class, aggregate.field());
                yield (tile, event) -> tile.numbers[place] += event.number(number);
            }
            case SQUARES -> {
                CallNumber number = named(CallNumber.class, aggregate.field());
                yield (tile, event) -> tile.numbers[place] += event.number(number) * event.number(number);
            }
            case FIRST ->
                (tile, event) -> {
                    long first = tile.numbers[place];
                    if (first == Measured.NO_TIME || event.event().timeMs() < first) {
                        tile.numbers[place] = event.event().timeMs();
                    }
                };
            case LAST ->
                (tile, event) -> tile.numbers[place] =
                        Math.max(tile.numbers[place], event.event().timeMs());
            case DISTINCT, OCCURRENCES, POSITION_SUMS, POSITION_ENDS ->
                throw new IllegalStateException(aggregate + " is not one number");
        };
    }

    private static Addition count(String field, int place) {
        if (field.isEmpty()) {
            return (tile, event) -> tile.numbers[place]++;
        }
        CallFlag flag = named(CallFlag.class, field);
        return (tile, event) -> {
            if (event.is(flag)) {
                tile.numbers[place]++;
            }
        };
    }

    private static <E extends Enum<E>> E named(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT));
    }
}
