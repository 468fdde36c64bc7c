package io.voxguard.api.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters for what happens many times in a request. Micrometer's own for Prometheus also keeps exemplars and adds doubles: 24 of them for a request of 24
 * features cost as much as reading its JSON, figures in benchmarks/RESULTS.md.
 */
final class Counting {
    private Counting() {}

    /** Registers a counter. The adder is to be kept: the registry has no other hold on it. */
    static LongAdder counter(MeterRegistry registry, String name, String description, String... tags) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder(name, count, LongAdder::sum)
                .description(description)
                .tags(tags)
                .register(registry);
        return count;
    }
}
