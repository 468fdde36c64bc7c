package io.voxguard.serving.ingest;

import io.voxguard.problem.Problem;

/** Rows that are refused as a whole, before anything was written. Without a stack trace: it is the sender's affair. */
public final class BadFrame extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem error;

    BadFrame(String field, String expected, String got) {
        this(new Problem(field, expected, got));
    }

    private BadFrame(Problem error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public Problem error() {
        return error;
    }
}
