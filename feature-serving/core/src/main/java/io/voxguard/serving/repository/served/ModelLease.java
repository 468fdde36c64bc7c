package io.voxguard.serving.repository.served;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The use of a model by one request, as the model was served when it was looked up. Holds every version that may answer the request: none of them is closed
 * before the lease is. Whoever looked the model up closes the lease, once the request is answered. Thread-safe.
 */
public final class ModelLease implements ModelLookup, AutoCloseable {
    private final ServedModel served;
    private final LoadedVersion first;
    private final @Nullable LoadedVersion candidate;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /**
     * A lease of versions that have been acquired for it.
     *
     * @param first version that answers
     * @param candidate version that answers some keys instead; null if one version answers all
     */
    ModelLease(ServedModel served, LoadedVersion first, @Nullable LoadedVersion candidate) {
        this.served = served;
        this.first = first;
        this.candidate = candidate;
    }

    public String model() {
        return served.name();
    }

    /** Returns whether the model scores calls; a plain one takes tensors. */
    public boolean scores() {
        return first.scores();
    }

    /** Returns whether the version depends on the key. */
    public boolean splits() {
        return candidate != null;
    }

    /**
     * Returns the version that answers.
     *
     * @param key the caller of a call, or the routing key of a request; null if there is no key to choose by
     */
    public LoadedVersion version(@Nullable String key) {
        return candidate != null && key != null && served.choosesCandidate(key) ? candidate : first;
    }

    /** Returns the version whose answers are to be compared with those of the given one; null if it has no shadow. */
    public @Nullable LoadedVersion shadowOf(LoadedVersion version) {
        return version == served.stable() ? served.shadowed() : null;
    }

    /** Returns the statistics of the model's shadow. */
    public ShadowStats shadowStats() {
        return served.shadow();
    }

    /** Returns the gate that bounds the use of the model. */
    public Gate gate() {
        return served.gate();
    }

    /** Releases the versions; further calls have no effect. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            first.release();
            if (candidate != null) {
                candidate.release();
            }
        }
    }
}
