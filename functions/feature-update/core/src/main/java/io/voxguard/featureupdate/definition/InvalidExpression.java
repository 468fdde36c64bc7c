package io.voxguard.featureupdate.definition;

/** An expression that cannot be read. */
final class InvalidExpression extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final String expected;
    private final String got;

    /** @param position of the token, from 1 */
    InvalidExpression(int position, String expected, String got) {
        super("position " + position + ": expected " + expected + ", got " + got);
        this.position = position;
        this.expected = expected;
        this.got = got;
    }

    int position() {
        return position;
    }

    String expected() {
        return expected;
    }

    String got() {
        return got;
    }
}
