package io.voxguard.service.scoring;

import io.quarkus.runtime.Startup;
import io.voxguard.service.features.Features;
import io.voxguard.service.features.ModelsSettings;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.pipeline.ServedModels;
import io.voxguard.serving.view.FeatureCatalogue;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Everything that scoring needs, loaded once at start. */
@Startup
@Singleton
public final class Scoring {
    private static final Logger LOG = Logger.getLogger(Scoring.class);

    private final Features features;
    private final OnlineFeatures online;
    private final NumberRanges ranges;
    private final ServedModels models;
    private final String defaultModel;

    Scoring(
            ModelsSettings folder,
            ScoringSettings settings,
            Features features,
            OnlineFeatures online,
            DecisionLog log,
            PipelineEvents events) {
        this.features = features;
        this.online = online;
        this.ranges = NumberRanges.read(folder.dir().resolve("number-ranges.csv"));
        this.defaultModel = settings.defaultModel();
        this.models = ServedModels.load(folder.dir(), model -> pipeline(model, catalogue(), log, events));
        this.models.refused().forEach((name, why) -> LOG.errorf("Model %s does not serve: %s", name, why));
        LOG.infof("Models that serve: %s", this.models.pipelines().keySet());
        features.onChange(catalogue -> models.replan(model -> pipeline(model, catalogue, log, events))
                .forEach((name, why) -> LOG.errorf("Model %s goes on with the views as they were: %s", name, why)));
    }

    private ScoringPipeline pipeline(Model model, FeatureCatalogue catalogue, DecisionLog log, PipelineEvents events) {
        return new ScoringPipeline(model, catalogue, ranges, online, log, events);
    }

    public FeatureCatalogue catalogue() {
        return features.now().catalogue();
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
                .map(served -> pipeline(served.model(), catalogue(), DecisionLog.OFF, PipelineEvents.NONE));
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
