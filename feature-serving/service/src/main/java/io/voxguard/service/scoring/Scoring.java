package io.voxguard.service.scoring;

import io.quarkus.runtime.Startup;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.serving.feature.RequestFeature;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.pipeline.ServedModels;
import io.voxguard.serving.view.FeatureCatalogue;
import io.voxguard.store.OnlineStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Everything that scoring needs, loaded once at start. */
@Startup
@Singleton
public final class Scoring {
    private static final Logger LOG = Logger.getLogger(Scoring.class);

    private final FeatureCatalogue catalogue;
    private final NumberRanges ranges;
    private final OnlineStore store;
    private final ServedModels models;
    private final String defaultModel;

    Scoring(ModelsSettings folder, ScoringSettings settings, OnlineStore store, PipelineEvents events) {
        Path models = folder.dir();
        this.catalogue = FeatureCatalogue.read(models.resolve("feature-views"));
        RequestFeature.check(catalogue.request());
        this.ranges = NumberRanges.read(models.resolve("number-ranges.csv"));
        this.store = store;
        this.defaultModel = settings.defaultModel();
        this.models = ServedModels.load(models, model -> new ScoringPipeline(model, catalogue, ranges, store, events));
        this.models.refused().forEach((name, why) -> LOG.errorf("Model %s does not serve: %s", name, why));
        LOG.infof("Models that serve: %s", this.models.pipelines().keySet());
    }

    public FeatureCatalogue catalogue() {
        return catalogue;
    }

    public String defaultModel() {
        return defaultModel;
    }

    /** The pipeline of a model; empty where none of that name serves. */
    public Optional<ScoringPipeline> pipeline(String model) {
        return models.pipeline(model);
    }

    /** The default model's pipeline without anyone who counts; empty where it does not serve. Not to be closed: the model is shared. */
    public Optional<ScoringPipeline> rehearsal() {
        return pipeline(defaultModel)
                .map(served -> new ScoringPipeline(served.model(), catalogue, ranges, store, PipelineEvents.NONE));
    }

    /** By name, the models that serve. */
    public Map<String, ScoringPipeline> serving() {
        return models.pipelines();
    }

    /** By {@code name/version}, why a model does not serve. */
    public Map<String, String> refused() {
        return models.refused();
    }

    @PreDestroy
    void close() {
        models.close();
    }
}
