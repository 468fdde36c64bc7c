package io.voxguard.serving.repository.served;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.repository.replicas.Pointer;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is served at one moment. Immutable: a change makes another.
 *
 * @param loaded by version, newest first
 * @param refused by version, why it does not serve, or not as its files are now
 * @param stable version that answers; null if no version serves
 * @param candidate version of a canary or shadow; null if there is no such version
 * @param unloaded whether it was told not to serve
 */
public record ServedModel(
        String name,
        Gate gate,
        Pointer pointer,
        Map<String, LoadedVersion> loaded,
        Map<String, String> refused,
        @Nullable LoadedVersion stable,
        @Nullable LoadedVersion candidate,
        boolean unloaded,
        ShadowStats shadow) {
    public ServedModel {
        loaded = Collections.unmodifiableMap(new LinkedHashMap<>(loaded));
        refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /**
     * Takes a lease of the versions that may answer.
     *
     * @param version null for what the policy chooses
     * @return null if this state is out of date: a version of it has been closed
     */
    public @Nullable ModelLookup lease(@Nullable String version) {
        LoadedVersion first = version == null ? stable : loaded.get(version);
        if (first == null) {
            return version == null || unloaded
                    ? new ModelLookup.NotServing("model \"" + name + "\" does not serve: " + reason())
                    : new ModelLookup.Unknown("no version \"" + version + "\" of model \"" + name + "\" is loaded");
        }
        LoadedVersion second = version == null && splits() ? candidate : null;
        if (!first.acquire()) {
            return null;
        }
        if (second != null && !second.acquire()) {
            first.release();
            return null;
        }
        return new ModelLease(this, first, second);
    }

    /** Returns whether a canary's candidate answers for a caller or a routing key. */
    boolean choosesCandidate(String key) {
        return pointer.policy() instanceof Policy.Canary canary && canary.chooses(name, key);
    }

    private boolean splits() {
        return candidate != null && candidate != stable && pointer.policy() instanceof Policy.Canary;
    }

    /** Returns the version that is run beside the stable one. */
    @Nullable
    LoadedVersion shadowed() {
        return pointer.policy() instanceof Policy.Shadow ? candidate : null;
    }

    /** Returns whether a version serves. */
    public boolean serves() {
        return stable != null;
    }

    /** Returns the version that answers; empty if no version serves. */
    public String serving() {
        return stable == null ? "" : stable.version();
    }

    /** Returns why no version serves. */
    public String reason() {
        if (unloaded) {
            return "unloaded";
        }
        return refused.isEmpty() ? "no version" : refused.toString();
    }
}
