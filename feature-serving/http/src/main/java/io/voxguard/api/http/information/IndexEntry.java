package io.voxguard.api.http.information;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.voxguard.serving.repository.served.ModelView;
import java.util.ArrayList;
import java.util.List;

/**
 * A version in Triton's repository index.
 *
 * @param name of the model
 * @param version empty for a model without versions
 * @param state {@code READY} or {@code UNAVAILABLE}
 * @param reason why it is unavailable, or differs from its files; else empty
 */
@RegisterForReflection
public record IndexEntry(String name, String version, String state, String reason) {
    static List<IndexEntry> of(List<ModelView> models, boolean readyOnly) {
        List<IndexEntry> entries = new ArrayList<>();
        for (ModelView model : models) {
            for (ModelView.VersionView version : model.versions()) {
                if (version.ready() || !readyOnly) {
                    entries.add(of(model.name(), version.version(), version.ready(), version.reason()));
                }
            }
            if (model.versions().isEmpty() && !readyOnly) {
                entries.add(of(model.name(), "", false, model.unloaded() ? "unloaded" : "no version"));
            }
        }
        return entries;
    }

    private static IndexEntry of(String model, String version, boolean ready, String reason) {
        return new IndexEntry(model, version, ready ? "READY" : "UNAVAILABLE", reason);
    }
}
