package io.voxguard.api.http.information;

import io.voxguard.api.health.ServingState;
import io.voxguard.api.models.Models;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.served.ModelView;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Tells of the server and its models, for HTTP and gRPC alike. */
@Singleton
public final class ModelInformation {
    private final Models models;
    private final ServingState state;

    ModelInformation(Models models, ServingState state) {
        this.models = models;
        this.state = state;
    }

    public ServerMetadata server() {
        return new ServerMetadata(Models.SERVER, Models.version(), Models.EXTENSIONS);
    }

    public boolean isReady() {
        return state.isReady();
    }

    public ModelNames names() {
        return new ModelNames(
                models.repository().models().stream().map(ModelView::name).toList());
    }

    /** Looks up a version of a model. @param version empty for the one that serves */
    public Found find(String name, String version) {
        ModelView model = models.repository().model(name).orElse(null);
        if (model == null) {
            return new Found.UnknownModel(name);
        }
        return description(model, version)
                .<Found>map(description -> new Found.Loaded(model, description))
                .orElseGet(() -> new Found.NotLoaded(name, version, version.isEmpty() || model.unloaded()));
    }

    /** Returns the description of a loaded version. @param version empty for the one that serves */
    public static Optional<ModelDescription> description(ModelView model, String version) {
        return model.version(version.isEmpty() ? model.serving().orElse("") : version)
                .flatMap(ModelView.VersionView::description);
    }

    /** Returns the statistics of all models. @param version the only one that is told of; empty: all */
    public ModelStatistics statistics(String version) {
        return ModelStatistics.of(models.repository().models(), version);
    }

    /** Returns the index of the repository. @param readyOnly leaves out versions that are not ready */
    public List<IndexEntry> index(boolean readyOnly) {
        return IndexEntry.of(models.repository().models(), readyOnly);
    }
}
