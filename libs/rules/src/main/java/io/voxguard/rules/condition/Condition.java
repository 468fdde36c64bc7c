package io.voxguard.rules.condition;

import java.util.BitSet;

/** Condition that has been checked and compiled. Immutable and thread-safe. */
public final class Condition {
    private final Expressions.BoolExpression truth;
    private final BitSet fields;

    Condition(Expressions.BoolExpression truth, BitSet fields) {
        this.truth = truth;
        this.fields = fields;
    }

    /**
     * Returns whether the condition holds.
     *
     * @throws ArithmeticException if it has no result: a division by zero, or a number that is too large
     */
    public boolean holds(Values values) {
        return truth.of(values);
    }

    /** Returns the indices of the fields that the condition names. Must not be changed. */
    public BitSet fields() {
        return fields;
    }
}
