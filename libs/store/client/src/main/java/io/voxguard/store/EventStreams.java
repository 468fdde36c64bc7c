package io.voxguard.store;

/** The streams of a store. Thread-safe. */
@FunctionalInterface
public interface EventStreams {
    /**
     * Returns the stream under a key.
     *
     * @param maxLength about how many entries are kept
     */
    EventStream stream(String key, long maxLength);
}
