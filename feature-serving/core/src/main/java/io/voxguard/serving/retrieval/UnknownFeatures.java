package io.voxguard.serving.retrieval;

import io.voxguard.serving.call.FieldError;

/** A request for features that are not there, or that cannot be told apart in the reply. Without a stack trace: it is the sender's affair. */
public final class UnknownFeatures extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient FieldError error;

    UnknownFeatures(String field, String expected, String got) {
        this(new FieldError(field, expected, got));
    }

    private UnknownFeatures(FieldError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public FieldError error() {
        return error;
    }
}
