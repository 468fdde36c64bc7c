package io.voxguard.api.models;

import io.quarkus.runtime.Startup;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.ModelsFolder;
import io.voxguard.api.process.ThisProcess;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.inference.Scorer;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.onnx.OnnxLibraries;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.serving.pipeline.PipelineEnvironment;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.PolicyOptions;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.RepositorySettings;
import io.voxguard.serving.repository.versions.PipelineFactory;
import io.voxguard.serving.routing.Inference;
import io.voxguard.serving.routing.RoutedScoring;
import io.voxguard.serving.routing.RoutingSettings;
import io.voxguard.serving.routing.Shadows;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.store.SharedState;
import io.voxguard.time.Ticker;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The models that are served, and the two ways to use them: calls to be scored, and tensors. */
@Startup
@Singleton
public final class Models {
    private static final Logger LOG = Logger.getLogger(Models.class);

    /** What the service calls itself. */
    public static final String SERVER = "voxguard";

    /** The extensions of the protocol that are there. */
    public static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "model_repository", "model_configuration", "statistics");

    private final ModelRepository repository;
    private final Shadows shadows;
    private final RoutedScoring scoring;
    private final Inference inference;
    private final Features features;
    private final String defaultModel;

    Models(
            ModelsSettings settings,
            ModelsFolder folder,
            InferenceSettings inferenceSettings,
            ScoringSettings scoringSettings,
            PolicySettings policySettings,
            Features features,
            OnlineFeatures online,
            SharedState store,
            CurrentRules rules,
            DecisionLog log,
            DecidedCallSink sink,
            PipelineEvents events,
            CallLimits limits,
            RepositoryEvents changes,
            Clock clock,
            Ticker ticker) {
        OnnxLibraries.loadInBackground();
        this.features = features;
        this.defaultModel = scoringSettings.defaultModel();
        EmergencyNumbers emergency = folder.emergencyNumbers();
        PolicyOptions policy = new PolicyOptions(policySettings.overrides(), emergency);
        PipelineFactory pipelines = new FeaturePipelines(
                features,
                folder,
                folder.numberRanges(),
                online,
                rules,
                log,
                sink,
                events,
                policy,
                limits,
                clock,
                ticker);
        this.repository = new ModelRepository(
                bounds(settings, inferenceSettings, ticker),
                ModelTrust.of(settings.publicKeys().orElse(List.of())),
                pipelines,
                store,
                changes,
                clock,
                ticker);
        this.shadows = Shadows.onOwnThread(changes, ticker);
        this.scoring = new RoutedScoring(repository, shadows, emergency, clock, ticker);
        RoutingSettings routing = new RoutingSettings(
                inferenceSettings.inline(), scoringSettings.inlineCalls(), scoringSettings.maxBatch());
        this.inference = new Inference(repository, scoring, shadows, this::catalogue, routing, clock, ticker);
        features.onChange(catalogue -> repository.replan());
        repository
                .models()
                .forEach(model -> LOG.infof(
                        "Model %s serves %s", model.name(), model.serving().orElse("nothing")));
    }

    private record FeaturePipelines(
            Features features,
            ModelsFolder folder,
            Optional<NumberRanges> known,
            OnlineFeatures online,
            CurrentRules rules,
            DecisionLog log,
            DecidedCallSink sink,
            PipelineEvents events,
            PolicyOptions policy,
            CallLimits limits,
            Clock clock,
            Ticker ticker)
            implements PipelineFactory {
        private FeatureCatalogue catalogue() {
            return features.now().catalogue();
        }

        private NumberRanges ranges() {
            return known.orElseThrow(() -> new InvalidDocument(
                    folder.rangesFile() + ": expected a file of number ranges, which scoring calls needs"));
        }

        @Override
        public ScoringPipeline counted(Model model) {
            return new ScoringPipeline(
                    model,
                    new PipelineEnvironment(
                            catalogue(), ranges(), online, rules, log, sink, events, policy, limits, clock, ticker));
        }

        @Override
        public ScoringPipeline quiet(Model model) {
            return new ScoringPipeline(
                    model,
                    new PipelineEnvironment(
                            catalogue(),
                            ranges(),
                            online,
                            rules,
                            DecisionLog.OFF,
                            DecidedCallSink.NONE,
                            PipelineEvents.NONE,
                            policy,
                            clock,
                            ticker));
        }
    }

    private static RepositorySettings bounds(ModelsSettings models, InferenceSettings inference, Ticker ticker) {
        return new RepositorySettings(
                models.dir(),
                models.fetchedDir().orElseGet(Models::temporary),
                models.keep(),
                models.poll(),
                models.storeLimit(),
                () -> models.replica().orElseGet(ThisProcess::name),
                new GateLimits(inference.concurrency(), inference.queue()),
                new GateLimits(inference.scoringConcurrency(), inference.scoringQueue()),
                models.compiledTrees() == ModelsSettings.CompiledTrees.AUTO
                        ? TreeCompiling.inBackground(ticker)
                        : TreeCompiling.OFF);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("voxguard-models-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FeatureCatalogue catalogue() {
        return features.now().catalogue();
    }

    /** The model that scores when a request names none. */
    public String defaultModel() {
        return defaultModel;
    }

    public ModelRepository repository() {
        return repository;
    }

    /** Scores calls by what the policy of a model chooses. */
    public Scorer scorer(String model) {
        return scoring.of(model);
    }

    /** Of this service. */
    public static String version() {
        String version = Models.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }

    /** Scores by the default model as it is now, leaving no trace. */
    public Scorer rehearsal() {
        return scoring.rehearsal(defaultModel);
    }

    public Inference inference() {
        return inference;
    }

    @PreDestroy
    void close() {
        shadows.close();
        repository.close();
    }
}
