package io.voxguard.serving.vector;

import java.util.Locale;

/** Place that the value of a model's input comes from. */
public enum InputOrigin {
    STORE,
    CACHE,
    /** Computed from the call. */
    CALL,
    /** Given with the call, in its context. */
    CONTEXT,
    DEFAULT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Name in replies, in lower case. */
    public String label() {
        return label;
    }
}
