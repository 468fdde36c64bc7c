package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.served.ModelView.VersionView;
import io.voxguard.serving.repository.versions.VersionStats;
import java.util.ArrayList;
import java.util.List;

/** Triton's statistics of the versions that are loaded. */
@RegisterForReflection
public record ModelStatistics(List<Version> modelStats) {
    /**
     * The statistics of one version.
     *
     * @param name of the model
     * @param lastInference in Unix milliseconds; 0: never
     * @param inferenceCount rows that were answered
     * @param executionCount requests that were answered
     * @param batchStats always empty: there are no batches of a fixed size
     */
    public record Version(
            String name,
            String version,
            long lastInference,
            long inferenceCount,
            long executionCount,
            Durations inferenceStats,
            List<Durations> batchStats) {}

    /** Durations by what the time was spent on. */
    public record Durations(
            Duration success,
            Duration fail,
            Duration queue,
            Duration computeInput,
            Duration computeInfer,
            Duration computeOutput,
            Duration cacheHit,
            Duration cacheMiss) {}

    /**
     * A sum of durations.
     *
     * @param count how many
     * @param ns their sum, in nanoseconds
     */
    public record Duration(long count, long ns) {}

    /** @param version the only one that is told of; empty: all */
    static ModelStatistics of(List<ModelView> models, String version) {
        List<Version> all = new ArrayList<>();
        for (ModelView model : models) {
            for (VersionView one : model.versions()) {
                if (version.isEmpty() || version.equals(one.version())) {
                    one.stats().ifPresent(stats -> all.add(of(model.name(), one.version(), stats)));
                }
            }
        }
        return new ModelStatistics(all);
    }

    private static Version of(String model, String version, VersionStats stats) {
        long succeeded = stats.succeeded();
        Duration nothing = new Duration(0, 0);
        return new Version(
                model,
                version,
                stats.lastMs(),
                stats.rows(),
                succeeded,
                new Durations(
                        new Duration(succeeded, stats.succeededNanos()),
                        new Duration(stats.failed(), stats.failedNanos()),
                        new Duration(succeeded, stats.queueNanos()),
                        new Duration(succeeded, 0),
                        new Duration(succeeded, stats.computeNanos()),
                        new Duration(succeeded, 0),
                        nothing,
                        nothing),
                List.of());
    }
}
