package io.voxguard.rulerefresh.lambda;

import io.voxguard.rulerefresh.app.OneLine;

/** Fails an invocation, so that Lambda tries it again as the function is configured to. */
final class UndoneInvocation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndoneInvocation(String message) {
        super(message);
    }

    /** What came is none of the shapes that are taken. */
    static UndoneInvocation unknown(String field, String expected, String got) {
        return new UndoneInvocation(field + ": expected " + expected + ", got " + OneLine.of(got));
    }
}
