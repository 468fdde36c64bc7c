package io.voxguard.featureupdate.function;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.featureupdate.update.UpdateEvents;
import io.voxguard.featureupdate.update.UpdateResult;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** Metrics of the updates. Thread-safe. */
@Singleton
final class FeatureUpdateMetrics implements UpdateEvents {
    private static final Logger LOG = Logger.getLogger(FeatureUpdateMetrics.class);

    private final Map<UpdateResult, Counter> events = new EnumMap<>(UpdateResult.class);
    private final Map<EntityKind, Counter> late = new EnumMap<>(EntityKind.class);
    private final Counter conflicts;
    private final Counter unreadable;
    private final Timer batches;

    FeatureUpdateMetrics(MeterRegistry registry) {
        for (UpdateResult result : UpdateResult.values()) {
            events.put(
                    result,
                    registry.counter(
                            "voxguard.feature.update.events",
                            "result",
                            result.name().toLowerCase(Locale.ROOT)));
        }
        for (EntityKind kind : EntityKind.values()) {
            late.put(
                    kind,
                    registry.counter(
                            "voxguard.feature.update.late",
                            "entity",
                            kind.name().toLowerCase(Locale.ROOT)));
        }
        conflicts = registry.counter("voxguard.feature.update.conflicts");
        unreadable = registry.counter("voxguard.feature.update.unreadable.states");
        batches = registry.timer("voxguard.feature.update.batch");
    }

    void count(UpdateResult result) {
        Counter counter = events.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    Timer batches() {
        return batches;
    }

    @Override
    public void conflicts(int states) {
        conflicts.increment(states);
    }

    @Override
    public void late(EntityKind entity) {
        Counter counter = late.get(entity);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void unreadable(String entity, String cause) {
        unreadable.increment();
        LOG.warnf("The state of %s cannot be read; its windows begin anew: %s", entity, cause);
    }

    @Override
    public void storeAway(String cause) {
        LOG.debugf("Events are to be delivered again: %s", cause);
    }
}
