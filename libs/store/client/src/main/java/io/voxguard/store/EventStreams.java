package io.voxguard.store;

/** Streams of a store that events are appended to. Thread-safe. */
@FunctionalInterface
public interface EventStreams {
    /**
     * Returns the stream under a key.
     *
     * @param maxLength about how many entries are kept
     */
    EventStream stream(String key, long maxLength);
}
