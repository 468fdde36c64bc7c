package io.voxguard.fanout.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.voxguard.fanout.delivery.DeliveryEvents;
import io.voxguard.fanout.delivery.DestinationState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Metrics of the destinations that are in force. Thread-safe. */
@Singleton
final class DeliveryMetrics implements DeliveryEvents {
    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;
    private final Map<String, Timer> times = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

    DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void added(DestinationState state) {
        Timer time = Timer.builder("voxguard.fanout.delivery")
                .tag(DESTINATION, state.name())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
        times.put(state.name(), time);
        meters.put(
                state.name(),
                List.of(
                        time,
                        counter("voxguard.fanout.delivered", state, DestinationState::delivered),
                        counter("voxguard.fanout.replayed", state, DestinationState::replayed),
                        counter("voxguard.fanout.retries", state, DestinationState::retried),
                        counter("voxguard.fanout.dead.letters", state, DestinationState::dead),
                        counter("voxguard.fanout.filter.failures", state, DestinationState::filterFailures),
                        gauge("voxguard.fanout.lag", state, DestinationState::lag),
                        gauge("voxguard.fanout.circuit.open", state, of -> of.isCircuitOpen() ? 1 : 0)));
    }

    private Meter counter(String name, DestinationState state, ToDoubleFunction<DestinationState> value) {
        return FunctionCounter.builder(name, state, value)
                .tag(DESTINATION, state.name())
                .register(registry);
    }

    private Meter gauge(String name, DestinationState state, ToDoubleFunction<DestinationState> value) {
        return Gauge.builder(name, state, value).tag(DESTINATION, state.name()).register(registry);
    }

    @Override
    public void removed(String destination) {
        times.remove(destination);
        meters.getOrDefault(destination, List.of()).forEach(registry::remove);
        meters.remove(destination);
    }

    @Override
    public void delivered(String destination, long millis) {
        Timer time = times.get(destination);
        if (time != null) {
            time.record(Duration.ofMillis(millis));
        }
    }
}
