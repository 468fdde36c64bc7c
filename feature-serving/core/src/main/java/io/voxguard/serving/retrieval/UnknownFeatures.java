package io.voxguard.serving.retrieval;

import io.voxguard.problem.Problem;

/** A request for features that are not there, or that cannot be told apart in the reply. Without a stack trace: it is the sender's affair. */
public final class UnknownFeatures extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem error;

    UnknownFeatures(String field, String expected, String got) {
        this(new Problem(field, expected, got));
    }

    private UnknownFeatures(Problem error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public Problem error() {
        return error;
    }
}
