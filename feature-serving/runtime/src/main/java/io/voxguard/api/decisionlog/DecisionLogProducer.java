package io.voxguard.api.decisionlog;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.api.store.StoreConnection;
import io.voxguard.serving.decisionlog.BufferedDecisionLog;
import io.voxguard.serving.decisionlog.DecisionFile;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.store.redis.RedisEventStream;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the one decision log of the process. */
@Singleton
final class DecisionLogProducer {
    @Produces
    @Singleton
    DecisionLog decisionLog(DecisionLogSettings settings, StoreConnection store, MeterRegistry meters) {
        return switch (settings.to()) {
            case OFF -> DecisionLog.OFF;
            case FILE ->
                buffered(
                        new DecisionFile(
                                settings.file()
                                        .orElseThrow(
                                                () -> new IllegalArgumentException(
                                                        "voxguard.decision-log.file: expected a path, since voxguard.decision-log.to is file"))),
                        settings,
                        meters);
            case STREAM ->
                buffered(
                        new DecisionStream(
                                RedisEventStream.open(store.config(), settings.stream(), settings.maxLength())),
                        settings,
                        meters);
        };
    }

    void close(@Disposes DecisionLog log) {
        if (log instanceof BufferedDecisionLog buffered) {
            buffered.close();
        }
    }

    private static DecisionLog buffered(
            BufferedDecisionLog.Destination destination, DecisionLogSettings settings, MeterRegistry meters) {
        BufferedDecisionLog log = new BufferedDecisionLog(
                destination, settings.sample(), settings.queue(), () -> ThreadLocalRandom.current()
                        .nextDouble());
        FunctionCounter.builder("voxguard.decision.log.records", log, BufferedDecisionLog::written)
                .description("Scored calls that were recorded, and those that found no room or could not be kept")
                .tag("outcome", "written")
                .register(meters);
        FunctionCounter.builder("voxguard.decision.log.records", log, BufferedDecisionLog::dropped)
                .description("Scored calls that were recorded, and those that found no room or could not be kept")
                .tag("outcome", "dropped")
                .register(meters);
        return log;
    }
}
