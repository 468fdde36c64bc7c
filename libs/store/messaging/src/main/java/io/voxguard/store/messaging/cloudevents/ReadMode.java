package io.voxguard.store.messaging.cloudevents;

/** Choice of what is read as a CloudEvent. */
public enum ReadMode {
    /** What its fields say is one: {@code content-type} or {@code ce_specversion}. */
    DETECT,
    /** Every payload, in JSON. */
    STRUCTURED,
    /** Nothing. */
    OFF
}
