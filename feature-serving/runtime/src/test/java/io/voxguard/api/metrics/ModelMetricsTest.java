package io.voxguard.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ModelMetrics metrics = new ModelMetrics(registry);

    private double gauge(String name, String version) {
        return registry.get(name).tags("model", "m", "version", version).gauge().value();
    }

    @Test
    void loadingIsTimedByVersion() {
        metrics.loaded("m", "1", TimeUnit.MILLISECONDS.toNanos(30));
        metrics.loaded("m", "2", TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(registry.get("voxguard.models.load")
                        .tags("model", "m", "version", "2")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(50, within(1e-6));
        assertThat(registry.get("voxguard.models.load").timers()).hasSize(2);
    }

    @Test
    void refusedVersionShowsUntilItIsLoaded() {
        metrics.refused("m", "1", "sha256 differs");
        metrics.refused("m", "1", "sha256 differs");
        assertThat(gauge("voxguard.models.refused", "1")).isEqualTo(1);
        assertThat(registry.get("voxguard.models.refusals")
                        .tags("model", "m", "version", "1")
                        .counter()
                        .count())
                .isEqualTo(2);
        metrics.loaded("m", "1", 1);
        assertThat(gauge("voxguard.models.refused", "1")).isZero();
    }

    @Test
    void exactlyTheServingVersionShowsOne() {
        metrics.serving("m", "1", "");
        assertThat(gauge("voxguard.models.serving", "1")).isEqualTo(1);
        metrics.serving("m", "2", "1");
        assertThat(gauge("voxguard.models.serving", "1")).isZero();
        assertThat(gauge("voxguard.models.serving", "2")).isEqualTo(1);
        metrics.serving("m", "", "2");
        assertThat(gauge("voxguard.models.serving", "2")).isZero();
    }

    @Test
    void modelsHaveSeparateSeries() {
        metrics.serving("m", "1", "");
        metrics.serving("n", "1", "");
        metrics.serving("n", "", "1");
        assertThat(gauge("voxguard.models.serving", "1")).isEqualTo(1);
    }

    @Test
    void shadowDifferencesAreRecordedAndOtherDecisionsCounted() {
        metrics.shadow("m", 0.25, false);
        metrics.shadow("m", 0.5, true);
        DistributionSummary difference = registry.get("voxguard.models.shadow.difference")
                .tag("model", "m")
                .summary();
        assertThat(difference.count()).isEqualTo(2);
        assertThat(difference.max()).isEqualTo(0.5);
        assertThat(registry.get("voxguard.models.shadow.decisions.differ")
                        .tag("model", "m")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
