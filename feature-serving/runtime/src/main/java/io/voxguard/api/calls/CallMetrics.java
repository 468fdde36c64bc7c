package io.voxguard.api.calls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.calls.CallEventType;
import io.voxguard.store.CallsInProgress.Effect;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.CallsInProgress.Recorded;
import io.voxguard.store.StoreOutcome;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts events of calls by what became of them; {@code docs/metrics.md} lists the meters. Every label is bounded. */
@Singleton
final class CallMetrics {
    private static final String STREAM = "stream";

    private final Map<List<String>, Counter> counters;

    CallMetrics(MeterRegistry meters) {
        List<String> targets = Stream.concat(Arrays.stream(Kind.values()).map(Kind::label), Stream.of(STREAM))
                .toList();
        this.counters = Arrays.stream(CallEventType.values())
                .flatMap(type -> targets.stream()
                        .flatMap(target -> outcomes(target).map(outcome -> List.of(type.label(), target, outcome))))
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), labels -> Counter.builder("voxguard.calls.events")
                                .description("Events of calls, by what became of them")
                                .tag("type", labels.get(0))
                                .tag("target", labels.get(1))
                                .tag("outcome", labels.get(2))
                                .register(meters)));
    }

    private static Stream<String> outcomes(String target) {
        Stream<String> faults = Arrays.stream(StoreOutcome.values())
                .filter(outcome -> target.equals(STREAM) || outcome != StoreOutcome.DONE)
                .map(CallMetrics::label);
        return target.equals(STREAM)
                ? faults
                : Stream.concat(Arrays.stream(Effect.values()).map(CallMetrics::label), faults);
    }

    void recorded(CallEventType type, Kind kind, Recorded recorded) {
        boolean done = recorded.outcome() == StoreOutcome.DONE;
        count(type, kind.label(), label(done ? recorded.effect() : recorded.outcome()));
    }

    void appended(CallEventType type, StoreOutcome outcome) {
        count(type, STREAM, label(outcome));
    }

    private void count(CallEventType type, String target, String outcome) {
        Counter counter = counters.get(List.of(type.label(), target, outcome));
        if (counter != null) {
            counter.increment();
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
