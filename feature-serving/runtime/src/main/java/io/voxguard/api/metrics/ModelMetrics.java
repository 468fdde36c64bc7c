package io.voxguard.api.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.serving.repository.RepositoryEvents;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The meters of the model repository. Labels are bounded by the models and versions that there are. */
@Singleton
final class ModelMetrics implements RepositoryEvents {
    private static final Logger LOG = Logger.getLogger(ModelMetrics.class);

    private final PrometheusMeterRegistry registry;
    private final Map<Tags, AtomicInteger> states = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> shadows = new ConcurrentHashMap<>();

    ModelMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void loaded(String model, String version, long nanos) {
        registry.timer("voxguard.models.load", "model", model, "version", version)
                .record(Duration.ofNanos(nanos));
        state("voxguard.models.refused", model, version).set(0);
        LOG.infof("Model %s/%s was loaded in %d ms", model, version, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    @Override
    public void refused(String model, String version, String why) {
        registry.counter("voxguard.models.refusals", "model", model, "version", version)
                .increment();
        state("voxguard.models.refused", model, version).set(1);
        LOG.errorf("Model %s/%s does not serve: %s", model, version, why);
    }

    @Override
    public void serving(String model, String version, String before) {
        if (!before.isEmpty()) {
            state("voxguard.models.serving", model, before).set(0);
        }
        if (!version.isEmpty()) {
            state("voxguard.models.serving", model, version).set(1);
        }
        LOG.infof(
                "Model %s serves %s, after %s",
                model, version.isEmpty() ? "nothing" : version, before.isEmpty() ? "nothing" : before);
    }

    @Override
    public void shadow(String model, double difference, boolean decisionDiffers) {
        shadows.computeIfAbsent(model, name -> DistributionSummary.builder("voxguard.models.shadow.difference")
                        .description("Difference of a shadow's score from the one that was given")
                        .tag("model", name)
                        .serviceLevelObjectives(1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.5)
                        .register(registry))
                .record(difference);
        if (decisionDiffers) {
            registry.counter("voxguard.models.shadow.decisions.differ", "model", model)
                    .increment();
        }
    }

    private AtomicInteger state(String name, String model, String version) {
        Tags tags = Tags.of("model", model, "version", version);
        return states.computeIfAbsent(tags.and("meter", name), any -> registry.gauge(name, tags, new AtomicInteger()));
    }
}
