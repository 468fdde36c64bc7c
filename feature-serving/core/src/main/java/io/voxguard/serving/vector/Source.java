package io.voxguard.serving.vector;

/** Where a model's input value came from. */
public enum Source {
    /** From the store, the call itself, or the call's context. */
    PRESENT,
    /** The default: there was no value, or none that is a finite number. */
    MISSING,
    /** The default: there was a value, but too old a one. */
    STALE
}
