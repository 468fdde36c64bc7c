package io.voxguard.serving.repository;

import io.voxguard.serving.admission.Gate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as it is served at a moment. Immutable: a change makes another.
 *
 * @param loaded by version, newest first
 * @param refused by version, why it is not served, or not as its files are now
 * @param stable the version that answers; null: none
 * @param candidate the version of a canary or shadow; null: none
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

    /** The version that answers for a caller, or for a plain model's routing key; null: nobody is known to choose by. */
    @Nullable
    public LoadedVersion chosen(@Nullable String by) {
        if (candidate != null
                && by != null
                && pointer.policy() instanceof Policy.Canary canary
                && canary.chooses(name, by)) {
            return candidate;
        }
        return stable;
    }

    /** Whether callers differ in the version that answers them. */
    public boolean splits() {
        return candidate != null && pointer.policy() instanceof Policy.Canary;
    }

    /** The version that is scored beside the stable one. */
    @Nullable
    public LoadedVersion shadowed() {
        return pointer.policy() instanceof Policy.Shadow ? candidate : null;
    }

    /** Why nothing answers. */
    public String whyNot() {
        if (unloaded) {
            return "unloaded";
        }
        return refused.isEmpty() ? "no version" : refused.toString();
    }
}
