package io.voxguard.store.messaging.metrics;

import java.util.function.ToLongFunction;

/** Metrics of a process without Micrometer. */
final class NoMetrics implements ChannelMetrics {
    @Override
    public void count(ChannelEvent event, long number) {
        // nobody reads it
    }

    @Override
    public <T> void gauge(String name, T source, ToLongFunction<T> number) {
        // nobody reads it
    }
}
