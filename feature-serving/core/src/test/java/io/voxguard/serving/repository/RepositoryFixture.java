package io.voxguard.serving.repository;

import io.voxguard.serving.ManualTime;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.onnx.file.TensorModels;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.serving.pipeline.FakeStore;
import io.voxguard.serving.pipeline.PipelineEnvironment;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.PolicyOptions;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.repository.replicas.FakeSharedState;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.versions.PipelineFactory;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A repository of one model, {@link #NAME}, over folders that a test fills. Polls only when it is asked to. */
public final class RepositoryFixture implements AutoCloseable {
    public static final String NAME = "m";

    private static final long WAIT_SECONDS = 20;

    final FakeSharedState store = new FakeSharedState();
    final ManualTime time = new ManualTime();
    private final Path models;
    private final Path fetched;
    private @Nullable ModelRepository opened;

    public RepositoryFixture(Path folder) throws IOException {
        this.models = Files.createDirectories(folder.resolve("models"));
        this.fetched = Files.createDirectories(folder.resolve("fetched"));
    }

    public ManualTime time() {
        return time;
    }

    Path fetched() {
        return fetched;
    }

    /** Adds a version of a shipped model. */
    public Path addVersion(String version, Path shipped) {
        Path folder = ShippedModels.copy(shipped, models.resolve(NAME).resolve(version));
        Path manifest = folder.resolve("manifest.yaml");
        String kind = shipped.equals(ShippedModels.gbm()) ? "gbm" : "mlp";
        ShippedModels.replace(manifest, "model: call-fraud-" + kind, "model: " + NAME);
        ShippedModels.replace(manifest, "version: \"3\"", "version: \"" + version + '"');
        return folder;
    }

    /** Adds a version of a plain model that applies an operator to its three inputs. */
    public Path addPlainVersion(String version, String operator) {
        return TensorModels.write(models.resolve(NAME).resolve(version), NAME, version, operator);
    }

    /** Bounds the use of a version. */
    public static void limit(Path version, int concurrency, int queue) throws IOException {
        Path manifest = version.resolve("manifest.yaml");
        String limits = "\nlimits: {concurrency: " + concurrency + ", queue: " + queue + "}\n";
        Files.writeString(manifest, Files.readString(manifest) + limits);
    }

    public ModelRepository open() {
        RepositorySettings settings = new RepositorySettings(
                models,
                fetched,
                2,
                Duration.ZERO,
                Duration.ofSeconds(1),
                () -> "test-replica",
                new GateLimits(2, 2),
                new GateLimits(16, 16),
                TreeCompiling.whileLoading(1000, time));
        OnlineFeatures features = new OnlineFeatures(new FakeStore(), NearCache.none(), Ticker.SYSTEM);
        opened = new ModelRepository(
                settings, ModelTrust.ANYBODY, new Pipelines(features, time), store, RepositoryEvents.NONE, time, time);
        return opened;
    }

    private record Pipelines(OnlineFeatures features, ManualTime time) implements PipelineFactory {
        @Override
        public ScoringPipeline counted(Model model) {
            return new ScoringPipeline(
                    model,
                    new PipelineEnvironment(
                            ShippedModels.catalogue(),
                            ShippedModels.ranges(),
                            features,
                            CurrentRules.OFF,
                            DecisionLog.OFF,
                            DecidedCallSink.NONE,
                            PipelineEvents.NONE,
                            PolicyOptions.DEFAULT,
                            Clock.systemUTC(),
                            time));
        }

        @Override
        public ScoringPipeline quiet(Model model) {
            return counted(model);
        }
    }

    public ModelRepository repository() {
        return Objects.requireNonNull(opened);
    }

    public Optional<String> serving() {
        return view().serving();
    }

    public ModelView view() {
        return repository().model(NAME).orElseThrow();
    }

    /** Looks the model up and expects a lease. */
    public ModelLease lease() {
        return (ModelLease) repository().lease(NAME, null);
    }

    /** Returns the number of leases that hold a version. */
    public int uses(String version) {
        return view().version(version).orElseThrow().uses();
    }

    /** Waits for a stage; throws the fault that it ends with. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
