package io.voxguard.function.lambda;

import io.voxguard.function.event.SingleLine;

/** Fails an invocation, so that Lambda repeats it as the function is configured to. */
final class InvocationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvocationFailure(String message) {
        super(message);
    }

    /** Returns the failure of a payload that has none of the shapes that are supported. */
    static InvocationFailure unsupported(String field, String expected, String got) {
        return new InvocationFailure(field + ": expected " + expected + ", got " + SingleLine.of(got));
    }
}
