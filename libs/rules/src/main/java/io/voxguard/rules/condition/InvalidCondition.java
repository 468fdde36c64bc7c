package io.voxguard.rules.condition;

/** Thrown if a condition is outside the grammar or does not type-check. */
public final class InvalidCondition extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String got;

    InvalidCondition(String expected, String got) {
        super("expected " + expected + ", got " + got);
        this.expected = expected;
        this.got = got;
    }

    public String expected() {
        return expected;
    }

    public String got() {
        return got;
    }
}
