package io.voxguard.rulerefresh.source;

/** Thrown if the database does not answer in time, or not at all; the next call may succeed. */
public final class SourceUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public SourceUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
