package io.voxguard.featureupdate.update;

/** What became of a call event. */
public enum UpdateResult {
    /** Its entities have it, at least one of them newly. */
    COUNTED,
    /** Its entities had it. */
    DUPLICATE,
    /** Too long before the latest events of its entities; not counted for any. */
    LATE,
    /** The store did not take all of it; it may be repeated. */
    FAILED
}
