package io.voxguard.service.http;

import io.voxguard.serving.call.FieldError;

/** A request that is refused, with what the reply says. Without a stack trace: it is the sender's affair. */
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient FieldError error;

    public BadRequest(int status, FieldError error) {
        super(error.message(), null, false, false);
        this.status = status;
        this.error = error;
    }

    public static BadRequest of(String field, String expected, String got) {
        return new BadRequest(400, new FieldError(field, expected, got));
    }

    public static BadRequest tooLarge(String field, String expected, String got) {
        return new BadRequest(413, new FieldError(field, expected, got));
    }

    public int status() {
        return status;
    }

    public FieldError error() {
        return error;
    }
}
