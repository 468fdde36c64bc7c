package io.voxguard.store.messaging.cloudevents;

/** Form in which CloudEvents are written. */
public enum WriteMode {
    /** Attributes as fields, data as payload. */
    BINARY,
    /** All of it in JSON as payload. */
    STRUCTURED,
    /** Payload alone. */
    OFF
}
