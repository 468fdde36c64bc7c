package io.voxguard.store;

/** Outcome of a read or write of the store. */
public enum StoreOutcome {
    /** Answered in time. */
    DONE,
    /** No answer within the limit. */
    TIMED_OUT,
    /** No connection, or the store answered with an error. */
    UNAVAILABLE,
    /** Refused here: the bounded queue in front of the store is full. */
    OVERLOADED
}
