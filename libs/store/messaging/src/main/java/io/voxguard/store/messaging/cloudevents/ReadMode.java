package io.voxguard.store.messaging.cloudevents;

/** Choice of the entries that are read as CloudEvents. */
public enum ReadMode {
    /** Entries whose fields say so: {@code content-type} or {@code ce_specversion}. */
    DETECT,
    /** Every payload, in JSON. */
    STRUCTURED,
    /** No entry. */
    OFF
}
