package io.voxguard.api.health;

import io.voxguard.api.features.Features;
import io.voxguard.api.models.Models;
import io.voxguard.process.Drain;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.served.ModelView;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether this process is ready, the same for every road that tells of it: {@code /q/health/ready}, {@code /v2/health/ready} and gRPC. */
@Singleton
public final class ServingState {
    private final Models models;
    private final Features features;
    private final Drain drain;

    ServingState(Models models, Features features, Drain drain) {
        this.models = models;
        this.features = features;
        this.drain = drain;
    }

    /** Whether it serves, and is not leaving. */
    public boolean isReady() {
        return serves() && !drain.started();
    }

    /** Whether it is leaving. */
    public boolean isLeaving() {
        return drain.started();
    }

    /** Whether the default model serves; where there is none of that name, any model; where there is no model, any feature view. */
    boolean serves() {
        ModelRepository repository = models.repository();
        if (repository.knows(models.defaultModel())) {
            return repository.serves(models.defaultModel());
        }
        List<ModelView> known = repository.models();
        return known.isEmpty()
                ? !features.now().catalogue().views().isEmpty()
                : known.stream().anyMatch(model -> model.serving().isPresent());
    }
}
