package io.voxguard.store.messaging.metrics;

import java.util.function.ToLongFunction;

/** Counters and gauges of one channel. Thread-safe. */
public interface ChannelMetrics {
    /** Adds to the counter of an event. */
    void count(ChannelEvent event, long number);

    /** Adds one to the counter of an event. */
    default void count(ChannelEvent event) {
        count(event, 1);
    }

    /**
     * Shows a number as long as its source lives.
     *
     * @param name behind {@code voxguard.messaging.}
     */
    <T> void gauge(String name, T source, ToLongFunction<T> number);

    /** Returns meters of Micrometer's global registry if the process has Micrometer, else one that does nothing. */
    static ChannelMetrics of(String channel) {
        try {
            return MicrometerMetrics.of(channel);
        } catch (NoClassDefFoundError e) {
            return new NoMetrics();
        }
    }
}
