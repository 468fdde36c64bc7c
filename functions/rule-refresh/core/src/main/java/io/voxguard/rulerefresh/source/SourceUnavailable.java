package io.voxguard.rulerefresh.source;

/** The database did not answer in time, or not at all: it may the next time. */
public final class SourceUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public SourceUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
