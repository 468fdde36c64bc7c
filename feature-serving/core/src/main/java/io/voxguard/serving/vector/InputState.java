package io.voxguard.serving.vector;

/** State of one input of a model: whether it had a value, or why its default stands in. */
public enum InputState {
    /** From the store, the call itself, or the call's context. */
    PRESENT,
    /** The default: there was no value, or none that is a finite number. */
    MISSING,
    /** The default: there was a value, but too old a one. */
    STALE
}
