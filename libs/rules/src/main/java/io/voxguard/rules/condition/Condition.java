package io.voxguard.rules.condition;

import java.util.BitSet;

/** A condition that has been checked. Immutable and thread-safe. */
public final class Condition {
    private final Expressions.Truth truth;
    private final BitSet fields;

    Condition(Expressions.Truth truth, BitSet fields) {
        this.truth = truth;
        this.fields = fields;
    }

    /**
     * Whether it holds.
     *
     * @throws ArithmeticException when it has no result: a division by zero, a number that is too large
     */
    public boolean holds(Values values) {
        return truth.of(values);
    }

    /** The indices of the fields that it names. Not to be changed. */
    public BitSet fields() {
        return fields;
    }
}
