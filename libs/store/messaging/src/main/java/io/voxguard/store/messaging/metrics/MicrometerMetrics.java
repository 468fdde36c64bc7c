package io.voxguard.store.messaging.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Meters {@code voxguard.messaging.events{channel,event}} and gauges in Micrometer's global registry. */
final class MicrometerMetrics implements ChannelMetrics {
    private static final String PREFIX = "voxguard.messaging.";
    private static final String CHANNEL = "channel";

    private final MeterRegistry registry;
    private final String channel;
    private final Map<ChannelEvent, Counter> counters = new EnumMap<>(ChannelEvent.class);

    private MicrometerMetrics(MeterRegistry registry, String channel) {
        this.registry = registry;
        this.channel = channel;
        for (ChannelEvent event : ChannelEvent.values()) {
            counters.put(
                    event,
                    Counter.builder(PREFIX + "events")
                            .tag(CHANNEL, channel)
                            .tag("event", event.label())
                            .register(registry));
        }
    }

    /** @throws NoClassDefFoundError if Micrometer is not on the class path */
    static ChannelMetrics of(String channel) {
        return new MicrometerMetrics(Metrics.globalRegistry, channel);
    }

    @Override
    public void count(ChannelEvent event, long number) {
        Counter counter = counters.get(event);
        if (counter != null && number > 0) {
            counter.increment(number);
        }
    }

    @Override
    public <T> void gauge(String name, T source, ToLongFunction<T> number) {
        Gauge.builder(PREFIX + name, source, number::applyAsLong)
                .tag(CHANNEL, channel)
                .register(registry);
    }
}
