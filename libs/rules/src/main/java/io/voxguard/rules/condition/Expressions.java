package io.voxguard.rules.condition;

import java.util.Arrays;
import java.util.Set;

/** Expressions of which conditions consist, by type of the result. As in CEL, integers do not wrap around, and a side that decides hides a failure of the other. */
final class Expressions {
    private Expressions() {}

    interface BoolExpression {
        boolean of(Values values);
    }

    interface IntExpression {
        long of(Values values);
    }

    interface DoubleExpression {
        double of(Values values);
    }

    interface StringExpression {
        String of(Values values);
    }

    /** Returns the conjunction: false if either side is, even if the other fails. */
    static BoolExpression and(BoolExpression left, BoolExpression right) {
        return values -> {
            boolean first;
            try {
                first = left.of(values);
            } catch (ArithmeticException fault) {
                if (right.of(values)) {
                    throw fault;
                }
                return false;
            }
            return first && right.of(values);
        };
    }

    /** Returns the disjunction: true if either side is, even if the other fails. */
    static BoolExpression or(BoolExpression left, BoolExpression right) {
        return values -> {
            boolean first;
            try {
                first = left.of(values);
            } catch (ArithmeticException fault) {
                if (!right.of(values)) {
                    throw fault;
                }
                return true;
            }
            return first || right.of(values);
        };
    }

    static BoolExpression compare(Comparison comparison, IntExpression left, IntExpression right) {
        return switch (comparison) {
            case EQUAL -> values -> left.of(values) == right.of(values);
            case NOT_EQUAL -> values -> left.of(values) != right.of(values);
            case LESS -> values -> left.of(values) < right.of(values);
            case LESS_OR_EQUAL -> values -> left.of(values) <= right.of(values);
            case GREATER -> values -> left.of(values) > right.of(values);
            case GREATER_OR_EQUAL -> values -> left.of(values) >= right.of(values);
        };
    }

    static BoolExpression compare(Comparison comparison, DoubleExpression left, DoubleExpression right) {
        return switch (comparison) {
            case EQUAL -> values -> left.of(values) == right.of(values);
            case NOT_EQUAL -> values -> left.of(values) != right.of(values);
            case LESS -> values -> left.of(values) < right.of(values);
            case LESS_OR_EQUAL -> values -> left.of(values) <= right.of(values);
            case GREATER -> values -> left.of(values) > right.of(values);
            case GREATER_OR_EQUAL -> values -> left.of(values) >= right.of(values);
        };
    }

    /** Returns the comparison of a field with a literal. A float32 is compared with the literal rounded to float32. */
    static BoolExpression compareField(Comparison comparison, int field, double literal) {
        double narrow = Float32Values.narrow(literal);
        return switch (comparison) {
            case EQUAL ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value == literal, value == narrow, value);
                };
            case NOT_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value != literal, value != narrow, value);
                };
            case LESS ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value < literal, value < narrow, value);
                };
            case LESS_OR_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value <= literal, value <= narrow, value);
                };
            case GREATER ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value > literal, value > narrow, value);
                };
            case GREATER_OR_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return exactOrNarrowed(value >= literal, value >= narrow, value);
                };
        };
    }

    /** Returns the result that applies to a value; tests whether it is a float32 only if the results differ, which is rare. */
    private static boolean exactOrNarrowed(boolean exact, boolean narrowed, double value) {
        return exact == narrowed || !Float32Values.isFraction(value) ? exact : narrowed;
    }

    static BoolExpression compare(Comparison comparison, StringExpression left, StringExpression right) {
        return switch (comparison) {
            case EQUAL -> values -> left.of(values).equals(right.of(values));
            case NOT_EQUAL -> values -> !left.of(values).equals(right.of(values));
            case LESS -> values -> compareCodePoints(left.of(values), right.of(values)) < 0;
            case LESS_OR_EQUAL -> values -> compareCodePoints(left.of(values), right.of(values)) <= 0;
            case GREATER -> values -> compareCodePoints(left.of(values), right.of(values)) > 0;
            case GREATER_OR_EQUAL -> values -> compareCodePoints(left.of(values), right.of(values)) >= 0;
        };
    }

    /** Compares by code points, as UTF-8 does; Java's own order is that of UTF-16. */
    private static int compareCodePoints(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                boolean surrogates = Character.isSurrogate(one) != Character.isSurrogate(other);
                return surrogates ? (Character.isSurrogate(one) ? 1 : -1) : one - other;
            }
        }
        return left.length() - right.length();
    }

    /** Returns the comparison of booleans, for which only equality is defined. */
    static BoolExpression equal(boolean equal, BoolExpression left, BoolExpression right) {
        return values -> (left.of(values) == right.of(values)) == equal;
    }

    static IntExpression calculate(Arithmetic operator, IntExpression left, IntExpression right) {
        return switch (operator) {
            case ADD -> values -> Math.addExact(left.of(values), right.of(values));
            case SUBTRACT -> values -> Math.subtractExact(left.of(values), right.of(values));
            case MULTIPLY -> values -> Math.multiplyExact(left.of(values), right.of(values));
            case DIVIDE -> values -> Math.divideExact(left.of(values), right.of(values));
            case MODULO -> values -> modulo(left.of(values), right.of(values));
        };
    }

    private static long modulo(long left, long right) {
        if (right == -1) {
            Math.negateExact(left); // fails if the quotient is out of range
        }
        return left % right;
    }

    static DoubleExpression calculate(Arithmetic operator, DoubleExpression left, DoubleExpression right) {
        return switch (operator) {
            case ADD -> values -> left.of(values) + right.of(values);
            case SUBTRACT -> values -> left.of(values) - right.of(values);
            case MULTIPLY -> values -> left.of(values) * right.of(values);
            case DIVIDE -> values -> left.of(values) / right.of(values);
            case MODULO -> throw new IllegalArgumentException("CEL has no remainder of doubles");
        };
    }

    /** Returns the conversion to an integer, rounded towards zero. */
    static IntExpression toInt(DoubleExpression real) {
        return values -> {
            double number = real.of(values);
            if (!(number > -0x1p63 && number < 0x1p63)) {
                throw new ArithmeticException(number + " is out of the range of int");
            }
            return (long) number;
        };
    }

    static DoubleExpression toDouble(IntExpression whole) {
        return values -> (double) whole.of(values);
    }

    static BoolExpression in(IntExpression whole, Set<Long> literals) {
        return values -> literals.contains(whole.of(values));
    }

    static BoolExpression in(DoubleExpression real, double[] literals) {
        return values -> {
            double number = real.of(values);
            for (double one : literals) {
                if (one == number) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Returns the search for a field's value in a list of literals. */
    static BoolExpression fieldIn(int field, double[] literals) {
        double[] narrow = Arrays.stream(literals).map(Float32Values::narrow).toArray();
        BoolExpression exact = in(values -> values.real(field), literals);
        BoolExpression narrowed = in(values -> values.real(field), narrow);
        return values -> Float32Values.isFraction(values.real(field)) ? narrowed.of(values) : exact.of(values);
    }

    static BoolExpression in(StringExpression text, Set<String> literals) {
        return values -> literals.contains(text.of(values));
    }

    /** Operator of a comparison. */
    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        /** Returns the comparison of {@code b} with {@code a} that is equivalent to this one of {@code a} with {@code b}. */
        Comparison mirrored() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                case EQUAL, NOT_EQUAL -> this;
            };
        }
    }

    /** Operator of a calculation. */
    enum Arithmetic {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }
}
