package io.voxguard.api.metrics;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The meters of HTTP; {@code docs/metrics.md} lists them. Every label is bounded: routes, status codes. */
@Singleton
public final class HttpMetrics {
    private static final int STATUSES = 600;

    private final PrometheusMeterRegistry registry;
    /** By route, the counters of its statuses. */
    private final Map<String, AtomicReferenceArray<LongAdder>> replies = new ConcurrentHashMap<>();

    HttpMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the counter of requests that are served without the router. It is to be kept: the registry has no other hold on it. */
    public LongAdder registerDirect() {
        return Counting.counter(registry, "voxguard.http.direct", "Requests that were served without the router");
    }

    /** Counts one reply on a route, by its status code. */
    public void replied(String route, int status) {
        AtomicReferenceArray<LongAdder> ofRoute = replies.get(route);
        if (ofRoute == null) {
            ofRoute = replies.computeIfAbsent(route, any -> new AtomicReferenceArray<>(STATUSES));
        }
        LongAdder counter = ofRoute.get(status);
        (counter == null ? counter(ofRoute, route, status) : counter).increment();
    }

    private synchronized LongAdder counter(AtomicReferenceArray<LongAdder> ofRoute, String route, int status) {
        LongAdder counter = ofRoute.get(status);
        if (counter == null) {
            counter = Counting.counter(
                    registry,
                    "voxguard.http.replies",
                    "Replies by route and status code",
                    "route",
                    route,
                    "status",
                    Integer.toString(status));
            ofRoute.set(status, counter);
        }
        return counter;
    }
}
