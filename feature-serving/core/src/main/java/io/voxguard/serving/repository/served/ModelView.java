package io.voxguard.serving.repository.served;

import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.repository.versions.VersionStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model as it is served now.
 *
 * @param revision of the pointer in the store that it follows; 0 if there is no pointer
 * @param serving version that answers
 * @param shadow statistics of the shadow, if the policy has one
 * @param unloaded whether it was told not to serve
 */
public record ModelView(
        String name,
        String kind,
        Policy policy,
        long revision,
        Optional<String> serving,
        List<VersionView> versions,
        Optional<ShadowStats> shadow,
        boolean unloaded) {

    /**
     * One version.
     *
     * @param ready whether it is loaded
     * @param reason why it is not as its files or the policy say; empty if it is
     * @param sha256 of the model's file; empty if it is not loaded
     * @param uses requests that hold it now; under a canary, every request holds both versions
     * @param description of its inputs and outputs, if it is loaded
     */
    public record VersionView(
            String version,
            boolean ready,
            String reason,
            String sha256,
            int uses,
            Optional<ModelDescription> description,
            Optional<VersionStats> stats) {}

    /** Returns a version by its name. */
    public Optional<VersionView> version(String name) {
        return versions.stream().filter(one -> one.version().equals(name)).findFirst();
    }

    public static ModelView of(ServedModel model) {
        List<VersionView> versions = new ArrayList<>();
        model.loaded()
                .forEach((version, one) -> versions.add(new VersionView(
                        version,
                        true,
                        model.refused().getOrDefault(version, ""),
                        one.model().artifact().sha256(),
                        one.uses(),
                        Optional.of(one.description()),
                        Optional.of(one.stats()))));
        model.refused().forEach((version, why) -> {
            if (!model.loaded().containsKey(version)) {
                versions.add(new VersionView(version, false, why, "", 0, Optional.empty(), Optional.empty()));
            }
        });
        boolean scores = model.stable() != null && model.stable().scores();
        return new ModelView(
                model.name(),
                model.stable() == null ? "" : scores ? "pipeline" : "tensors",
                model.pointer().policy(),
                model.pointer().revision(),
                Optional.ofNullable(model.stable()).map(LoadedVersion::version),
                List.copyOf(versions),
                model.pointer().policy() instanceof Policy.Shadow ? Optional.of(model.shadow()) : Optional.empty(),
                model.unloaded());
    }
}
