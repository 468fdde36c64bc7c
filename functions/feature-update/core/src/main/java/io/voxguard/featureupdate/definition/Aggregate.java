package io.voxguard.featureupdate.definition;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A measure of some events in a window.
 *
 * @param field name of the flag, number, value or place; empty for events as such
 */
public record Aggregate(Window window, Measure measure, EventKind events, String field) {
    /** Order in which they are stored. */
    public static final Comparator<Aggregate> ORDER = Comparator.comparing(Aggregate::window)
            .thenComparing(Aggregate::measure)
            .thenComparing(Aggregate::events)
            .thenComparing(Aggregate::field);

    // a key of maps: a record's own methods are interpreted in a native executable

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Aggregate aggregate
                && window == aggregate.window
                && measure == aggregate.measure
                && events == aggregate.events
                && field.equals(aggregate.field);
    }

    @Override
    public int hashCode() {
        return Objects.hash(window, measure, events, field);
    }

    /** Returns the line of a stored layout. */
    public String text() {
        return String.join(" ", window.label(), measure.label(), events.label(), field.isEmpty() ? "-" : field);
    }

    /** Returns the aggregate of a line; empty if this version does not know it. */
    public static Optional<Aggregate> parse(String line) {
        String[] words = line.split(" ");
        if (words.length != 4) {
            return Optional.empty();
        }
        try {
            String field = words[3].equals("-") ? "" : words[3];
            Window window = Names.window(words[0]).orElseThrow();
            Measure measure = Measure.valueOf(words[1].toUpperCase(Locale.ROOT));
            EventKind events = Names.events(words[2]).orElseThrow();
            return Optional.of(new Aggregate(window, measure, events, field)).filter(Aggregate::isKnown);
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private boolean isKnown() {
        return switch (measure) {
            case COUNT -> field.isEmpty() || Names.flag(field).isPresent();
            case FIRST, LAST -> field.isEmpty();
            case SUM, SQUARES -> Names.number(field).isPresent();
            case DISTINCT, OCCURRENCES -> Names.value(field).isPresent();
            case POSITION_SUMS, POSITION_ENDS -> Names.place(field).isPresent();
        };
    }
}
