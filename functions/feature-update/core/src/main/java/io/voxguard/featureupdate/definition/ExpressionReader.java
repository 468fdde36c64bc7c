package io.voxguard.featureupdate.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an expression: {@code docs/wire/feature-definitions.md}. For one thread. */
final class ExpressionReader {
    private static final int MAX_DEPTH = 50;
    private static final double LN_2 = Math.log(2);
    private static final List<String> COMPARISONS = List.of(">", ">=", "<", "<=");
    private static final List<String> FUNCTIONS = List.of(
            "now",
            "when",
            "min",
            "max",
            "floor",
            "count",
            "share",
            "sum",
            "mean",
            "variance",
            "first",
            "last",
            "distinct",
            "most",
            "entropy",
            "spread",
            "jump_speed");

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
     * @throws InvalidExpression if the text cannot be read as one
     */
    static Expression read(String text, Map<Aggregate, Slot> needed) {
        ExpressionReader reader = new ExpressionReader(new Tokens(text), needed);
        Expression expression = reader.sum();
        reader.tokens.expectEnd();
        return expression;
    }

    private Expression sum() {
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
        if (++depth > MAX_DEPTH) {
            throw tokens.unexpected("at most " + MAX_DEPTH + " levels", "more");
        }
        Expression factor = number().or(this::negated).or(this::inParentheses).orElseGet(this::call);
        depth--;
        return factor;
    }

    private Optional<Expression> number() {
        return tokens.takeNumber().map(number -> {
            double value = number;
            return m -> value;
        });
    }

    private Optional<Expression> negated() {
        if (!tokens.take("-")) {
            return Optional.empty();
        }
        Expression negated = factor();
        return Optional.of(m -> -negated.of(m));
    }

    private Optional<Expression> inParentheses() {
        if (!tokens.take("(")) {
            return Optional.empty();
        }
        Expression inner = sum();
        tokens.expect(")");
        return Optional.of(inner);
    }

    private Expression call() {
        String name = tokens.takeWord(FUNCTIONS)
                .orElseThrow(() -> tokens.unexpected("a number, -, ( or one of " + String.join(", ", FUNCTIONS)));
        tokens.expect("(");
        Expression expression = function(name);
        tokens.expect(")");
        return expression;
    }

    private Expression function(String name) {
        return switch (name) {
            case "now" -> m -> m.nowMs() / 1000.0;
            case "when" -> when();
            case "min" -> pair(Math::min);
            case "max" -> pair(Math::max);
            case "floor" -> {
                Expression inner = sum();
                yield m -> Math.floor(inner.of(m));
            }
            case "count" -> {
                Slot count = ofEvents(Measure.COUNT, "");
                yield m -> m.value(count.index());
            }
            case "share" -> share();
            case "sum" -> {
                Slot sum = ofField(Measure.SUM);
                yield m -> m.value(sum.index());
            }
            case "mean" -> mean();
            case "variance" -> variance();
            case "first" -> time(Measure.FIRST);
            case "last" -> time(Measure.LAST);
            case "distinct" -> {
                Slot distinct = ofField(Measure.DISTINCT);
                yield m -> m.value(distinct.index());
            }
            case "most" -> {
                Slot occurrences = ofField(Measure.OCCURRENCES);
                yield m -> most(m.occurrences(occurrences.index()));
            }
            case "entropy" -> {
                Slot occurrences = ofField(Measure.OCCURRENCES);
                yield m -> entropy(m.occurrences(occurrences.index()));
            }
            case "spread" -> {
                Slot sums = ofField(Measure.POSITION_SUMS);
                yield m -> m.positionSums(sums.index()).spreadKm();
            }
            case "jump_speed" -> {
                Slot ends = ofField(Measure.POSITION_ENDS);
                yield m -> TimedPosition.highestSpeed(m.path(ends.index()));
            }
            default -> throw new IllegalStateException("not a function: " + name);
        };
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
        String comparison =
                tokens.takeOneOf(COMPARISONS).orElseThrow(() -> tokens.unexpected(String.join(", ", COMPARISONS)));
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

    private Expression share() {
        Slot flagged = ofField(Measure.COUNT);
        Slot all = sibling(flagged, Measure.COUNT, "");
        return m -> Expression.quotient(m.value(flagged.index()), m.value(all.index()));
    }

    private Expression mean() {
        Slot sum = ofField(Measure.SUM);
        Slot count = sibling(sum, Measure.COUNT, "");
        return m -> Expression.quotient(m.value(sum.index()), m.value(count.index()));
    }

    private Expression variance() {
        Slot sum = ofField(Measure.SUM);
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

    /** Reads {@code field, events, window}: the field is a flag for COUNT, a number for SUM, a place for positions, else a value. */
    private Slot ofField(Measure measure) {
        String field =
                switch (measure) {
                    case COUNT ->
                        tokens.expectOneOf(CallFlag.values(), CallFlag::label).label();
                    case SUM ->
                        tokens.expectOneOf(CallNumber.values(), CallNumber::label)
                                .label();
                    case POSITION_SUMS, POSITION_ENDS ->
                        tokens.expectOneOf(CallPlace.values(), CallPlace::label).label();
                    default ->
                        tokens.expectOneOf(CallValue.values(), CallValue::label).label();
                };
        tokens.expect(",");
        return ofEvents(measure, field);
    }

    private Slot ofEvents(Measure measure, String field) {
        EventKind events = tokens.expectOneOf(EventKind.values(), EventKind::label);
        tokens.expect(",");
        Window window = tokens.expectOneOf(Window.values(), Window::label);
        return need(new Aggregate(window, measure, events, field));
    }

    private Slot sibling(Slot of, Measure measure, String field) {
        return need(
                new Aggregate(of.aggregate().window(), measure, of.aggregate().events(), field));
    }

    private Slot need(Aggregate aggregate) {
        return needed.computeIfAbsent(aggregate, Slot::new);
    }

    private static double most(long[] ascending) {
        return ascending.length == 0 ? 0 : ascending[ascending.length - 1];
    }

    private static double entropy(long[] ascending) {
        long all = 0;
        for (long count : ascending) {
            all += count;
        }
        if (all == 0) {
            return Expression.NULL;
        }
        double sum = 0;
        for (long count : ascending) {
            double share = (double) count / all;
            sum -= share * (Math.log(share) / LN_2);
        }
        return Math.max(0, sum);
    }
}
