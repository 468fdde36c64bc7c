package io.voxguard.store.messaging.streams;

/** Treatment of an entry that the application has refused. */
enum FailureStrategy {
    /** The channel stops, and its liveness fails; the entry stays pending. */
    FAIL,
    /** The failure is logged, the entry acknowledged. */
    IGNORE,
    /** The entry is moved to the stream of dead letters. */
    DEAD_LETTER,
    /** The entry is delivered again after a delay, to dead letters after so many deliveries. */
    DELAYED_RETRY
}
