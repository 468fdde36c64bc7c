package io.voxguard.serving.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.compiled.TreeCompiling;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.pipeline.FakeStore;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.routing.RoutedScoring;
import io.voxguard.serving.rules.CurrentRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
    private static final String NAME = "m";

    @TempDir
    Path models;

    @TempDir
    Path fetched;

    private final FakeSharedState store = new FakeSharedState();
    private @Nullable ModelRepository opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void theNewestVersionThatIsSoundServesAndTheOthersReasonsAreTold() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        Files.write(version("10", ShippedModels.gbm()).resolve("model.onnx"), new byte[100]);
        open();
        assertThat(serving()).hasValue("2");
        assertThat(view().version("10").orElseThrow().reason()).contains("sha256");
        assertThat(view().version("10").orElseThrow().ready()).isFalse();
    }

    @Test
    void aVersionThatAppearsServesAndABadOneChangesNothing() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        version("2", ShippedModels.all().getLast());
        await(repository().load(NAME));
        assertThat(serving()).hasValue("2");
        Files.writeString(version("3", ShippedModels.gbm()).resolve("manifest.yaml"), "model: m");
        await(repository().load(NAME));
        assertThat(serving()).hasValue("2");
        assertThat(view().version("3").orElseThrow().reason()).isNotEmpty();
    }

    @Test
    void aVersionWhoseFilesAreSpoiltGoesOnAsItWas() throws IOException {
        Path one = version("1", ShippedModels.gbm());
        open();
        Files.write(one.resolve("model.onnx"), new byte[10]);
        assertThat(await(repository().load(NAME))).isEmpty();
        assertThat(serving()).hasValue("1");
        assertThat(view().version("1").orElseThrow().reason()).contains("sha256");
    }

    @Test
    void theStoresPointerIsFollowedAndWhatItNamesInVainChangesNothing() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        store.values.put("{models:m}:cur", "4|pinned|1|||".getBytes(StandardCharsets.UTF_8));
        open();
        assertThat(serving()).hasValue("1");
        assertThat(view().revision()).isEqualTo(4);
        store.values.put("{models:m}:cur", "5|pinned|9|||".getBytes(StandardCharsets.UTF_8));
        await(repository().load(NAME));
        assertThat(serving()).hasValue("1");
        assertThat(view().version("9").orElseThrow().reason()).contains("neither in the folder nor in the store");
        store.values.put("{models:m}:cur", "not a pointer".getBytes(StandardCharsets.UTF_8));
        await(repository().load(NAME));
        assertThat(serving()).as("as it was").hasValue("1");
    }

    @Test
    void aStoreThatIsAwayLeavesThePointerAsItWas() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        open();
        await(repository().choose(NAME, new Policy.Pinned("1")));
        store.away = true;
        await(repository().load(NAME));
        assertThat(serving()).hasValue("1");
        assertThatThrownBy(() -> await(repository().choose(NAME, new Policy.Latest())))
                .hasMessageContaining("away");
        assertThat(serving()).hasValue("1");
    }

    @Test
    void rollingBackEndsACanaryThenGoesToTheVersionBefore() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        version("3", ShippedModels.gbm());
        open();
        assertThat(serving()).hasValue("3");
        await(repository().choose(NAME, new Policy.Canary("2", "3", 10)));
        assertThat(await(repository().rollBack(NAME))).hasValue("2");
        assertThat(view().policy()).isEqualTo(new Policy.Pinned("2"));
        await(repository().choose(NAME, new Policy.Pinned("1")));
        assertThat(await(repository().rollBack(NAME))).hasValue("2");
        assertThat(view().revision()).isEqualTo(4);
    }

    @Test
    void aPinThatCannotServeIsRolledBackToWhatServes() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        Files.write(version("3", ShippedModels.gbm()).resolve("model.onnx"), new byte[9]);
        open();
        await(repository().choose(NAME, new Policy.Pinned("3")));
        assertThat(serving()).hasValue("2");
        assertThat(await(repository().rollBack(NAME))).hasValue("2");
        assertThat(view().policy()).isEqualTo(new Policy.Pinned("2"));
    }

    @Test
    void aChangeOfPolicyDoesNotLetInWhatHasJustAppeared() throws IOException {
        version("1", ShippedModels.gbm());
        Files.write(version("2", ShippedModels.gbm()).resolve("model.onnx"), new byte[9]);
        open();
        version("3", ShippedModels.gbm());
        await(repository().choose(NAME, new Policy.Pinned("2")));
        assertThat(serving()).as("what served last, not the newest").hasValue("1");
    }

    @Test
    void rollingBackOnAReplicaThatHasNotLookedYetIsTheSame() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        open();
        // another replica: pinned 1, where 2 served
        store.values.put("{models:m}:cur", "7|pinned|1|||2".getBytes(StandardCharsets.UTF_8));
        assertThat(serving()).hasValue("2");
        assertThat(await(repository().rollBack(NAME))).hasValue("2");
        assertThat(view().revision()).isEqualTo(8);
    }

    @Test
    void aStoreThatWasEmptiedDoesNotUndoWhatWasDecided() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        open();
        await(repository().choose(NAME, new Policy.Pinned("1")));
        store.values.clear();
        await(repository().load(NAME));
        assertThat(serving()).hasValue("1");
    }

    @Test
    void whatIsUnloadedStaysSoWhenItsPolicyChanges() throws IOException {
        version("1", ShippedModels.gbm());
        version("2", ShippedModels.gbm());
        open();
        await(repository().unload(NAME));
        await(repository().choose(NAME, new Policy.Pinned("1")));
        assertThat(serving()).isEmpty();
        await(repository().load(NAME));
        assertThat(serving()).hasValue("1");
    }

    @Test
    void underLatestRollingBackGoesToTheNextOlderOneAndWithoutOneNowhere() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        assertThat(await(repository().rollBack(NAME))).isEmpty();
        version("2", ShippedModels.gbm());
        await(repository().load(NAME));
        assertThat(await(repository().rollBack(NAME))).hasValue("1");
    }

    @Test
    void aVersionThatOnlyTheStoreHasIsFetched() throws Exception {
        version("1", ShippedModels.gbm());
        open();
        Path outside = version("2", ShippedModels.all().getLast());
        for (String file : List.of("manifest.yaml", "model.onnx", "golden.jsonl")) {
            store.put(
                    "{models:m}:v:2",
                    file,
                    Files.readAllBytes(outside.resolve(file)),
                    List.of(),
                    Duration.ofSeconds(1));
            Files.delete(outside.resolve(file));
        }
        await(repository().choose(NAME, new Policy.Pinned("2")));
        assertThat(serving()).hasValue("2");
    }

    @Test
    void aNameFromTheStoreThatLeavesItsFolderIsRefused() throws Exception {
        version("1", ShippedModels.gbm());
        open();
        store.put("{models:m}:v:2", "../../evil", new byte[1], List.of(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> await(repository().choose(NAME, new Policy.Pinned("2"))))
                .hasMessageContaining("evil");
        assertThat(Files.exists(fetched.resolve("../evil"))).isFalse();
        assertThat(serving()).hasValue("1");
    }

    @Test
    void whatIsNotThereIsUnknown() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        assertThatThrownBy(() -> await(repository().load("other"))).isInstanceOf(UnknownVersion.class);
        assertThatThrownBy(() -> await(repository().unload("../m"))).isInstanceOf(UnknownVersion.class);
        assertThatThrownBy(() -> await(repository().choose(NAME, new Policy.Pinned("7"))))
                .isInstanceOf(UnknownVersion.class);
    }

    @Test
    void unloadedIsUnloadedUntilItIsLoaded() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        await(repository().unload(NAME));
        assertThat(repository().serves(NAME)).isFalse();
        assertThat(view().unloaded()).isTrue();
        await(repository().load(NAME));
        assertThat(serving()).hasValue("1");
    }

    @Test
    void whatIsInUseIsClosedWhenItIsNotAndNotBefore() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        LoadedVersion held = Objects.requireNonNull(
                Objects.requireNonNull(repository().served(NAME)).stable());
        assertThat(held.acquire()).isTrue();
        await(repository().unload(NAME));
        assertThat(score((Model) held.model())).isBetween(0f, 1f);
        held.release();
        assertThat(held.acquire()).as("closed for good").isFalse();
    }

    @Test
    void eachReplicaSaysWhatItHas() throws IOException {
        version("1", ShippedModels.gbm());
        open();
        List<ReplicaState> replicas = await(repository().replicas(NAME));
        assertThat(replicas).singleElement().satisfies(one -> {
            assertThat(one.replica()).isEqualTo("test-replica");
            assertThat(one.serving()).isEqualTo("1");
            assertThat(one.state()).isEqualTo("READY");
        });
    }

    @Test
    void anEmergencyCallIsAnsweredWhereTheModelHasNoRoomForOthers() throws Exception {
        Path folder = version("1", ShippedModels.gbm());
        Path manifest = folder.resolve("manifest.yaml");
        Files.writeString(manifest, Files.readString(manifest) + "\nlimits: {concurrency: 1, queue: 0}\n");
        open();
        try (RoutedScoring scoring = new RoutedScoring(repository(), RepositoryEvents.NONE, EmergencyNumbers.DEFAULT)) {
            List<Runnable> heldBack = new ArrayList<>();
            CompletableFuture<Outcome> first = score(scoring, "+442071838750", heldBack::add);
            assertThat(score(scoring, "+442071838750", Runnable::run).join()).isInstanceOf(Outcome.Refused.class);
            assertThat(score(scoring, "112", Runnable::run).join()).isInstanceOf(Outcome.Answered.class);
            heldBack.forEach(Runnable::run);
            assertThat(first.join()).isInstanceOf(Outcome.Answered.class);
            assertThat(score(scoring, "+442071838750", Runnable::run).join()).isInstanceOf(Outcome.Answered.class);
        }
    }

    private static CompletableFuture<Outcome> score(RoutedScoring scoring, String callee, Executor executor) {
        Call call = new Call("id", "+14155550100", callee, null, 1_772_439_330_000L, 0, Map.of());
        Budget budget = Budget.startedAt(System.nanoTime(), Duration.ofSeconds(10), false);
        return scoring.of(NAME)
                .score(List.of(call), budget, Wanted.NOTHING, executor)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS);
    }

    private static float score(Model model) {
        try (ModelRun run = model.begin(1)) {
            run.run();
            return run.score(0);
        }
    }

    private Path version(String version, Path model) {
        Path folder = ShippedModels.copy(model, models.resolve(NAME).resolve(version));
        Path manifest = folder.resolve("manifest.yaml");
        ShippedModels.replace(
                manifest, "model: call-fraud-" + (model.equals(ShippedModels.gbm()) ? "gbm" : "mlp"), "model: m");
        ShippedModels.replace(manifest, "version: \"2\"", "version: \"" + version + '"');
        return folder;
    }

    private void open() {
        RepositorySettings settings = new RepositorySettings(
                models,
                fetched,
                2,
                Duration.ZERO,
                Duration.ofSeconds(1),
                "test-replica",
                new GateLimits(2, 2),
                new GateLimits(16, 16),
                Duration.ofMillis(1),
                1024,
                new TreeCompiling(1000, Runnable::run));
        OnlineFeatures features = new OnlineFeatures(new FakeStore(), NearCache.none());
        opened = new ModelRepository(
                settings,
                ModelTrust.ANYBODY,
                new Roads() {
                    @Override
                    public ScoringPipeline counted(Model model) {
                        return new ScoringPipeline(
                                model,
                                ShippedModels.catalogue(),
                                ShippedModels.ranges(),
                                features,
                                CurrentRules.OFF,
                                DecisionLog.OFF,
                                PipelineEvents.NONE);
                    }

                    @Override
                    public ScoringPipeline quiet(Model model) {
                        return counted(model);
                    }
                },
                store,
                RepositoryEvents.NONE);
    }

    private ModelRepository repository() {
        return Objects.requireNonNull(opened);
    }

    private Optional<String> serving() {
        return view().serving();
    }

    private ModelView view() {
        return repository().model(NAME).orElseThrow();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
