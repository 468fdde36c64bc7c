package io.voxguard.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of HTTP; {@code docs/metrics.md} lists them. Every label is bounded: routes, status codes. */
@Singleton
public final class HttpMetrics {
    private final PrometheusMeterRegistry registry;
    private final Map<String, Counter> replies = new ConcurrentHashMap<>();

    HttpMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts one reply on a route, by its status code. */
    public void replied(String route, int status) {
        String key = route + status;
        Counter counter = replies.get(key);
        if (counter == null) {
            counter = replies.computeIfAbsent(key, k -> Counter.builder("voxguard.http.replies")
                    .description("Replies by route and status code")
                    .tag("route", route)
                    .tag("status", Integer.toString(status))
                    .register(registry));
        }
        counter.increment();
    }
}
