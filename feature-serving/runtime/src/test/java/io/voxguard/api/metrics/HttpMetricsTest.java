package io.voxguard.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpMetrics metrics = new HttpMetrics(registry);

    private double replies(String route, String status) {
        return registry.get("voxguard.http.replies")
                .tags("route", route, "status", status)
                .functionCounter()
                .count();
    }

    @Test
    void repliesAreCountedByRouteAndStatus() {
        metrics.replied("/v1/score", 200);
        metrics.replied("/v1/score", 200);
        metrics.replied("/v1/score", 429);
        metrics.replied("/push", 200);
        assertThat(replies("/v1/score", "200")).isEqualTo(2);
        assertThat(replies("/v1/score", "429")).isEqualTo(1);
        assertThat(replies("/push", "200")).isEqualTo(1);
        assertThat(registry.get("voxguard.http.replies").functionCounters()).hasSize(3);
    }

    @Test
    void nothingIsRegisteredBeforeTheFirstReply() {
        assertThat(registry.getMeters()).isEmpty();
    }
}
