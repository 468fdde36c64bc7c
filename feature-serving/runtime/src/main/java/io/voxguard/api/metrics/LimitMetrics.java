package io.voxguard.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.serving.limit.LimitEvents;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.serving.limit.RateLimits;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The meters of rate limits; {@code docs/metrics.md} lists them. Labels are the limits that are declared, and fixed words. */
@Singleton
final class LimitMetrics implements LimitEvents {
    private final Map<String, Counter[]> requests = new HashMap<>();
    private final Map<String, Counter> shadowRefused = new HashMap<>();

    private enum Outcome {
        ALLOWED,
        REFUSED,
        /** The store could not be asked, and the configuration allows it. */
        AWAY_ALLOWED,
        /** The store could not be asked, and the configuration refuses it. */
        AWAY_REFUSED
    }

    LimitMetrics(PrometheusMeterRegistry registry, RateLimits limits) {
        for (RateLimit limit : limits.all()) {
            requests.put(
                    limit.name(),
                    Arrays.stream(Outcome.values())
                            .map(outcome -> Counter.builder("voxguard.limits.requests")
                                    .description("Requests for tokens, by the limit that was asked and its answer")
                                    .tag("limit", limit.name())
                                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                    .register(registry))
                            .toArray(Counter[]::new));
            shadowRefused.put(
                    limit.name(),
                    Counter.builder("voxguard.limits.shadow.refused")
                            .description("Requests that a limit would have refused if it were not in shadow mode")
                            .tag("limit", limit.name())
                            .register(registry));
        }
    }

    @Override
    public void decided(LimitVerdict verdict) {
        Counter[] counters =
                Objects.requireNonNull(requests.get(verdict.group().limit().name()));
        counters[outcome(verdict).ordinal()].increment();
        if (verdict.shadowRefused()) {
            for (int i = 0; i < verdict.buckets().size(); i++) {
                RateLimit member = verdict.group().members().get(i);
                if (member.shadow() && !verdict.buckets().get(i).passes()) {
                    Objects.requireNonNull(shadowRefused.get(member.name())).increment();
                }
            }
        }
    }

    private static Outcome outcome(LimitVerdict verdict) {
        if (verdict.degraded()) {
            return verdict.allowed() ? Outcome.AWAY_ALLOWED : Outcome.AWAY_REFUSED;
        }
        return verdict.allowed() ? Outcome.ALLOWED : Outcome.REFUSED;
    }
}
