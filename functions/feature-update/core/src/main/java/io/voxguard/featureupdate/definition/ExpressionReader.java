package io.voxguard.featureupdate.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads an expression: {@code docs/wire/feature-definitions.md}. For one thread. */
final class ExpressionReader {
    private static final int MAX_DEPTH = 50;

    private final Tokens tokens;
    /** Takes the aggregates that the expression needs. */
    private final Map<Aggregate, Slot> needed;

    private int depth;

    private ExpressionReader(Tokens tokens, Map<Aggregate, Slot> needed) {
        this.tokens = tokens;
        this.needed = needed;
    }

    /**
     * Returns the expression of a text.
     *
     * @param needed takes the aggregates that it needs
     * @throws InvalidExpression if the text is none
     */
    static Expression read(String text, Map<Aggregate, Slot> needed) {
        ExpressionReader reader = new ExpressionReader(new Tokens(text), needed);
        Expression expression = reader.sum();
        reader.tokens.expectEnd();
        return expression;
    }

    private Expression sum() {
        if (++depth > MAX_DEPTH) {
            throw tokens.unexpected("at most " + MAX_DEPTH + " nested expressions");
        }
        Expression left = product();
        while (true) {
            Expression first = left;
            if (tokens.take("+")) {
                Expression second = product();
                left = m -> first.of(m) + second.of(m);
            } else if (tokens.take("-")) {
                Expression second = product();
                left = m -> first.of(m) - second.of(m);
            } else {
                depth--;
                return left;
            }
        }
    }

    private Expression product() {
        Expression left = factor();
        while (true) {
            Expression first = left;
            if (tokens.take("*")) {
                Expression second = factor();
                left = m -> first.of(m) * second.of(m);
            } else if (tokens.take("/")) {
                Expression second = factor();
                left = m -> Expression.quotient(first.of(m), second.of(m));
            } else {
                return left;
            }
        }
    }

    private Expression factor() {
        if (tokens.take("-")) {
            Expression negated = factor();
            return m -> -negated.of(m);
        }
        if (tokens.take("(")) {
            Expression inner = sum();
            tokens.expect(")");
            return inner;
        }
        Optional<Double> number = tokens.takeNumber();
        if (number.isPresent()) {
            double value = number.get();
            return m -> value;
        }
        return call();
    }

    private Expression call() {
        int at = tokens.position();
        String name = tokens.name("a number, a function or (");
        tokens.expect("(");
        Expression expression =
                switch (name) {
                    case "min" -> pair(Math::min);
                    case "max" -> pair(Math::max);
                    case "floor" -> {
                        Expression inner = sum();
                        yield m -> Math.floor(inner.of(m));
                    }
                    case "when" -> when();
                    case "now" -> m -> m.nowMs() / 1000.0;
                    case "count" -> count();
                    case "first" -> time(Measure.FIRST);
                    case "last" -> time(Measure.LAST);
                    case "share" -> share();
                    case "sum" -> {
                        Slot sum = ofField(Measure.SUM, this::number);
                        yield m -> m.value(sum.index());
                    }
                    case "mean" -> mean();
                    case "variance" -> variance();
                    case "distinct" -> {
                        Slot distinct = ofField(Measure.DISTINCT, this::value);
                        yield m -> m.value(distinct.index());
                    }
                    case "most" -> {
                        Slot occurrences = ofField(Measure.OCCURRENCES, this::value);
                        yield m -> most(m.occurrences(occurrences.index()));
                    }
                    case "entropy" -> {
                        Slot occurrences = ofField(Measure.OCCURRENCES, this::value);
                        yield m -> entropy(m.occurrences(occurrences.index()));
                    }
                    default ->
                        throw tokens.unexpectedAt(
                                at,
                                "one of count, share, sum, mean, variance, first, last, distinct, most, entropy, now, min, max, floor, when",
                                name);
                };
        tokens.expect(")");
        return expression;
    }

    @FunctionalInterface
    private interface Both {
        double of(double first, double second);
    }

    private Expression pair(Both function) {
        Expression first = sum();
        tokens.expect(",");
        Expression second = sum();
        return m -> function.of(first.of(m), second.of(m));
    }

    private Expression when() {
        Expression left = sum();
        String comparison = tokens.comparison();
        Expression right = sum();
        tokens.expect(",");
        Expression then = sum();
        return switch (comparison) {
            case ">" -> m -> left.of(m) > right.of(m) ? then.of(m) : Expression.NULL;
            case ">=" -> m -> left.of(m) >= right.of(m) ? then.of(m) : Expression.NULL;
            case "<" -> m -> left.of(m) < right.of(m) ? then.of(m) : Expression.NULL;
            default -> m -> left.of(m) <= right.of(m) ? then.of(m) : Expression.NULL;
        };
    }

    private Expression count() {
        Slot count = ofEvents(Measure.COUNT, "");
        return m -> m.value(count.index());
    }

    private Expression share() {
        Slot flagged = ofField(Measure.COUNT, this::flag);
        Slot all = sibling(flagged, Measure.COUNT, "");
        return m -> Expression.quotient(m.value(flagged.index()), m.value(all.index()));
    }

    private Expression mean() {
        Slot sum = ofField(Measure.SUM, this::number);
        Slot count = sibling(sum, Measure.COUNT, "");
        return m -> Expression.quotient(m.value(sum.index()), m.value(count.index()));
    }

    private Expression variance() {
        Slot sum = ofField(Measure.SUM, this::number);
        Slot squares = sibling(sum, Measure.SQUARES, sum.aggregate().field());
        Slot count = sibling(sum, Measure.COUNT, "");
        return m -> {
            double mean = Expression.quotient(m.value(sum.index()), m.value(count.index()));
            return Math.max(0, Expression.quotient(m.value(squares.index()), m.value(count.index())) - mean * mean);
        };
    }

    private Expression time(Measure measure) {
        Slot aggregate = ofEvents(measure, "");
        return m -> {
            long time = m.value(aggregate.index());
            return time == Measured.NO_TIME ? Expression.NULL : time / 1000.0;
        };
    }

    /** Reads {@code field, events, window}. */
    private Slot ofField(Measure measure, Function<String, Optional<String>> field) {
        int at = tokens.position();
        String name = tokens.name("a name");
        String label = field.apply(name).orElse("");
        if (label.isEmpty()) {
            throw tokens.unexpectedAt(at, expected(measure), name);
        }
        tokens.expect(",");
        return ofEvents(measure, label);
    }

    private Slot ofEvents(Measure measure, String field) {
        int at = tokens.position();
        String name = tokens.name("a kind of event");
        EventKind events = Names.events(name)
                .orElseThrow(() -> tokens.unexpectedAt(at, Names.list(EventKind.values(), EventKind::label), name));
        tokens.expect(",");
        int windowAt = tokens.position();
        String length = tokens.window();
        Window window = Names.window(length)
                .orElseThrow(() -> tokens.unexpectedAt(windowAt, Names.list(Window.values(), Window::label), length));
        return need(new Aggregate(window, measure, events, field));
    }

    private Slot sibling(Slot of, Measure measure, String field) {
        return need(
                new Aggregate(of.aggregate().window(), measure, of.aggregate().events(), field));
    }

    private Slot need(Aggregate aggregate) {
        return needed.computeIfAbsent(aggregate, Slot::new);
    }

    private Optional<String> flag(String name) {
        return Names.flag(name).map(CallFlag::label);
    }

    private Optional<String> number(String name) {
        return Names.number(name).map(CallNumber::label);
    }

    private Optional<String> value(String name) {
        return Names.value(name).map(CallValue::label);
    }

    private static String expected(Measure measure) {
        return switch (measure) {
            case COUNT -> Names.list(CallFlag.values(), CallFlag::label);
            case SUM, SQUARES -> Names.list(CallNumber.values(), CallNumber::label);
            default -> Names.list(CallValue.values(), CallValue::label);
        };
    }

    private static double most(long[] ascending) {
        return ascending.length == 0 ? 0 : ascending[ascending.length - 1];
    }

    private static double entropy(long[] ascending) {
        List<Double> parts = new ArrayList<>(ascending.length);
        long all = 0;
        for (long count : ascending) {
            all += count;
        }
        if (all == 0) {
            return Expression.NULL;
        }
        for (long count : ascending) {
            double share = (double) count / all;
            parts.add(share * (Math.log(share) / Math.log(2)));
        }
        double sum = 0;
        for (double part : parts) {
            sum -= part;
        }
        return Math.max(0, sum);
    }
}
