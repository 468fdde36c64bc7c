package io.voxguard.featureupdate.definition;

/** An expression that cannot be read. */
final class InvalidExpression extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidExpression(String message) {
        super(message);
    }
}
