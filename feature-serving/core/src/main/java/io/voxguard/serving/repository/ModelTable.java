package io.voxguard.serving.repository;

import io.voxguard.serving.repository.served.ModelLookup;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The models as requests see them, by name. Written by one thread, read by any. */
final class ModelTable {
    private volatile Map<String, ServedModel> served = Map.of();

    /**
     * Looks a model up, and holds the versions that may answer.
     *
     * @param version null for what the policy chooses
     */
    ModelLookup lease(String model, @Nullable String version) {
        while (true) {
            ServedModel now = served.get(model);
            if (now == null) {
                return new ModelLookup.Unknown("no model \"" + model + '"');
            }
            ModelLookup found = now.lease(version);
            if (found != null) {
                return found;
            }
            // a version was closed since the table was read: its successor is in the table, which is written before the
            // version is retired
            Thread.onSpinWait();
        }
    }

    @Nullable
    ServedModel get(String model) {
        return served.get(model);
    }

    Collection<ServedModel> all() {
        return served.values();
    }

    Set<String> names() {
        return served.keySet();
    }

    /** Serves what a model has become, then retires the versions that no longer serve: a request finds one or the other open. */
    void publish(ModelKeeper.Change change) {
        Map<String, ServedModel> next = new TreeMap<>(served);
        next.put(change.served().name(), change.served());
        served = Collections.unmodifiableMap(next);
        change.retired().forEach(LoadedVersion::retire);
    }

    void remove(String model) {
        Map<String, ServedModel> next = new TreeMap<>(served);
        next.remove(model);
        served = Collections.unmodifiableMap(next);
    }

    /** Removes all models and retires their versions. */
    void clear() {
        Map<String, ServedModel> last = served;
        served = Map.of();
        last.values().forEach(model -> model.loaded().values().forEach(LoadedVersion::retire));
    }
}
