package io.voxguard.rules.condition;

import java.util.Arrays;
import java.util.Set;

/** What conditions are made of, by the type of the result, with CEL's rules: whole numbers do not wrap around, and what one side decides hides that the other fails. */
final class Expressions {
    private Expressions() {}

    interface Truth {
        boolean of(Values values);
    }

    interface Whole {
        long of(Values values);
    }

    interface Real {
        double of(Values values);
    }

    interface Text {
        String of(Values values);
    }

    /** False where one side is, whatever becomes of the other. */
    static Truth and(Truth left, Truth right) {
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

    /** True where one side is, whatever becomes of the other. */
    static Truth or(Truth left, Truth right) {
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

    static Truth compare(Comparison how, Whole left, Whole right) {
        return switch (how) {
            case EQUAL -> values -> left.of(values) == right.of(values);
            case NOT_EQUAL -> values -> left.of(values) != right.of(values);
            case LESS -> values -> left.of(values) < right.of(values);
            case LESS_OR_EQUAL -> values -> left.of(values) <= right.of(values);
            case GREATER -> values -> left.of(values) > right.of(values);
            case GREATER_OR_EQUAL -> values -> left.of(values) >= right.of(values);
        };
    }

    static Truth compare(Comparison how, Real left, Real right) {
        return switch (how) {
            case EQUAL -> values -> left.of(values) == right.of(values);
            case NOT_EQUAL -> values -> left.of(values) != right.of(values);
            case LESS -> values -> left.of(values) < right.of(values);
            case LESS_OR_EQUAL -> values -> left.of(values) <= right.of(values);
            case GREATER -> values -> left.of(values) > right.of(values);
            case GREATER_OR_EQUAL -> values -> left.of(values) >= right.of(values);
        };
    }

    /** Compares a field with a literal, or a float32 with the literal's float32. */
    static Truth compareField(Comparison how, int field, double literal) {
        double narrow = Float32Values.narrow(literal);
        return switch (how) {
            case EQUAL ->
                values -> {
                    double value = values.real(field);
                    return either(value == literal, value == narrow, value);
                };
            case NOT_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return either(value != literal, value != narrow, value);
                };
            case LESS ->
                values -> {
                    double value = values.real(field);
                    return either(value < literal, value < narrow, value);
                };
            case LESS_OR_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return either(value <= literal, value <= narrow, value);
                };
            case GREATER ->
                values -> {
                    double value = values.real(field);
                    return either(value > literal, value > narrow, value);
                };
            case GREATER_OR_EQUAL ->
                values -> {
                    double value = values.real(field);
                    return either(value >= literal, value >= narrow, value);
                };
        };
    }

    /** Asks whether a value is a float32 only where it matters: hardly ever. */
    private static boolean either(boolean exact, boolean narrowed, double value) {
        return exact == narrowed || !Float32Values.isFraction(value) ? exact : narrowed;
    }

    static Truth compare(Comparison how, Text left, Text right) {
        return switch (how) {
            case EQUAL -> values -> left.of(values).equals(right.of(values));
            case NOT_EQUAL -> values -> !left.of(values).equals(right.of(values));
            case LESS -> values -> order(left.of(values), right.of(values)) < 0;
            case LESS_OR_EQUAL -> values -> order(left.of(values), right.of(values)) <= 0;
            case GREATER -> values -> order(left.of(values), right.of(values)) > 0;
            case GREATER_OR_EQUAL -> values -> order(left.of(values), right.of(values)) >= 0;
        };
    }

    /** By code points, as in UTF-8; Java's own order is that of UTF-16. */
    private static int order(String left, String right) {
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

    /** Where only equality is defined. */
    static Truth equal(boolean equal, Truth left, Truth right) {
        return values -> (left.of(values) == right.of(values)) == equal;
    }

    static Whole calculate(Arithmetic how, Whole left, Whole right) {
        return switch (how) {
            case ADD -> values -> Math.addExact(left.of(values), right.of(values));
            case SUBTRACT -> values -> Math.subtractExact(left.of(values), right.of(values));
            case MULTIPLY -> values -> Math.multiplyExact(left.of(values), right.of(values));
            case DIVIDE -> values -> Math.divideExact(left.of(values), right.of(values));
            case MODULO -> values -> modulo(left.of(values), right.of(values));
        };
    }

    private static long modulo(long left, long right) {
        if (right == -1) {
            Math.negateExact(left); // the quotient must be a number too
        }
        return left % right;
    }

    static Real calculate(Arithmetic how, Real left, Real right) {
        return switch (how) {
            case ADD -> values -> left.of(values) + right.of(values);
            case SUBTRACT -> values -> left.of(values) - right.of(values);
            case MULTIPLY -> values -> left.of(values) * right.of(values);
            case DIVIDE -> values -> left.of(values) / right.of(values);
            case MODULO -> throw new IllegalArgumentException("CEL has no remainder of doubles");
        };
    }

    /** Towards zero. */
    static Whole toWhole(Real real) {
        return values -> {
            double number = real.of(values);
            if (!(number > -0x1p63 && number < 0x1p63)) {
                throw new ArithmeticException(number + " is no int");
            }
            return (long) number;
        };
    }

    static Real toReal(Whole whole) {
        return values -> (double) whole.of(values);
    }

    static Truth in(Whole whole, Set<Long> wanted) {
        return values -> wanted.contains(whole.of(values));
    }

    static Truth in(Real real, double[] wanted) {
        return values -> {
            double number = real.of(values);
            for (double one : wanted) {
                if (one == number) {
                    return true;
                }
            }
            return false;
        };
    }

    /** Looks for a field's value in a list of literals. */
    static Truth fieldIn(int field, double[] wanted) {
        double[] narrow = Arrays.stream(wanted).map(Float32Values::narrow).toArray();
        Truth exact = in(values -> values.real(field), wanted);
        Truth narrowed = in(values -> values.real(field), narrow);
        return values -> Float32Values.isFraction(values.real(field)) ? narrowed.of(values) : exact.of(values);
    }

    static Truth in(Text text, Set<String> wanted) {
        return values -> wanted.contains(text.of(values));
    }

    /** How two are compared. */
    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        /** Returns what holds for {@code b, a} where this one holds for {@code a, b}. */
        Comparison turned() {
            return switch (this) {
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
                case EQUAL, NOT_EQUAL -> this;
            };
        }
    }

    /** How two are calculated with. */
    enum Arithmetic {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }
}
