package io.voxguard.serving.repository.versions;

import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.model.LoadedModel;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.ScoringPipeline;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loaded version and the number of its uses. A user acquires it first and releases it afterwards; once it has been retired and its last user has released it, it
 * is closed, and not before. Thread-safe.
 */
public final class LoadedVersion {
    private final LoadedModel model;
    private final String fingerprint;
    private final long loadNanos;
    private final Executor closer;
    private final VersionStats stats = new VersionStats();
    /** One for being served and one for each use; the model is closed at zero. */
    private final AtomicInteger holds = new AtomicInteger(1);

    private volatile @Nullable Pipelines pipelines;
    private volatile ModelDescription description;

    /**
     * The pipelines of a scoring model.
     *
     * @param counted counts and records its calls
     * @param quiet neither counts nor records
     */
    public record Pipelines(ScoringPipeline counted, ScoringPipeline quiet) {}

    LoadedVersion(
            LoadedModel model,
            String fingerprint,
            @Nullable Pipelines pipelines,
            ModelDescription description,
            long loadNanos,
            Executor closer) {
        this.model = model;
        this.fingerprint = fingerprint;
        this.pipelines = pipelines;
        this.description = description;
        this.loadNanos = loadNanos;
        this.closer = closer;
    }

    public String version() {
        return model.artifact().id().version();
    }

    public LoadedModel model() {
        return model;
    }

    public boolean scores() {
        return model instanceof Model;
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** Returns how long it took to load. */
    public long loadNanos() {
        return loadNanos;
    }

    /** Returns the names of its outputs, in their order. */
    public List<String> outputNames() {
        return description.outputNames();
    }

    public VersionStats stats() {
        return stats;
    }

    /** @throws IllegalStateException if it is a plain model */
    public Pipelines pipelines() {
        Pipelines now = pipelines;
        if (now == null) {
            throw new IllegalStateException(model.artifact().id() + " is a plain model");
        }
        return now;
    }

    /** Returns its description, with what computes its scores at the moment. */
    public ModelDescription description() {
        return model instanceof Model scoring ? description.with("evaluator", scoring.evaluator()) : description;
    }

    /** Swaps the pipelines. Requests in flight keep the ones they started with. */
    void replan(Pipelines other, ModelDescription described) {
        pipelines = other;
        description = described;
    }

    /** Returns false if it has been retired and closed. */
    public boolean acquire() {
        for (int now = holds.get(); now > 0; now = holds.get()) {
            if (holds.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    public void release() {
        if (holds.decrementAndGet() == 0) {
            closer.execute(model::close);
        }
    }

    /** Ends its serving; to be called once. */
    public void retire() {
        release();
    }

    /** Returns the number of requests that hold it. */
    public int uses() {
        return Math.max(0, holds.get() - 1);
    }
}
