package io.voxguard.serving.repository;

import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.versions.LoadedVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
    private static final String NAME = RepositoryFixture.NAME;

    @TempDir
    Path folder;

    private RepositoryFixture fixture;

    @BeforeEach
    void createFixture() throws IOException {
        fixture = new RepositoryFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void newestSoundVersionServesAndOthersSayWhyTheyDoNot() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        Files.write(fixture.addVersion("10", ShippedModels.gbm()).resolve("model.onnx"), new byte[100]);
        fixture.open();
        assertThat(fixture.serving()).hasValue("2");
        assertThat(fixture.view().version("10").orElseThrow().reason()).contains("sha256");
        assertThat(fixture.view().version("10").orElseThrow().ready()).isFalse();
    }

    @Test
    void newVersionServesAfterALoadAndAnUnsoundOneChangesNothing() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        fixture.addVersion("2", ShippedModels.all().getLast());
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("2");
        Files.writeString(fixture.addVersion("3", ShippedModels.gbm()).resolve("manifest.yaml"), "model: m");
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("2");
        assertThat(fixture.view().version("3").orElseThrow().reason()).isNotEmpty();
    }

    @Test
    void loadedVersionKeepsServingWhenItsFilesAreSpoilt() throws IOException {
        Path one = fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        Files.write(one.resolve("model.onnx"), new byte[10]);
        assertThat(await(fixture.repository().load(NAME))).isEmpty();
        assertThat(fixture.serving()).hasValue("1");
        assertThat(fixture.view().version("1").orElseThrow().reason()).contains("sha256");
    }

    @Test
    void pointerOfTheStoreIsFollowedUnlessItNamesNoVersionOrCannotBeParsed() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.store.values.put("{models:m}:cur", "4|pinned|1|||".getBytes(StandardCharsets.UTF_8));
        fixture.open();
        assertThat(fixture.serving()).hasValue("1");
        assertThat(fixture.view().revision()).isEqualTo(4);
        fixture.store.values.put("{models:m}:cur", "5|pinned|9|||".getBytes(StandardCharsets.UTF_8));
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
        assertThat(fixture.view().version("9").orElseThrow().reason())
                .contains("neither in the folder nor in the store");
        fixture.store.values.put("{models:m}:cur", "not a pointer".getBytes(StandardCharsets.UTF_8));
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).as("as it was").hasValue("1");
    }

    @Test
    void pointerIsKeptWhileTheStoreIsUnavailable() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.open();
        await(fixture.repository().choose(NAME, new Policy.Pinned("1")));
        fixture.store.away = true;
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
        assertThatThrownBy(() -> await(fixture.repository().choose(NAME, new Policy.Latest())))
                .hasMessageContaining("away");
        assertThat(fixture.serving()).hasValue("1");
    }

    @Test
    void rollbackEndsACanaryAndThenReturnsToThePreviousVersion() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.addVersion("3", ShippedModels.gbm());
        fixture.open();
        assertThat(fixture.serving()).hasValue("3");
        await(fixture.repository().choose(NAME, new Policy.Canary("2", "3", 10)));
        assertThat(await(fixture.repository().rollBack(NAME))).hasValue("2");
        assertThat(fixture.view().policy()).isEqualTo(new Policy.Pinned("2"));
        await(fixture.repository().choose(NAME, new Policy.Pinned("1")));
        assertThat(await(fixture.repository().rollBack(NAME))).hasValue("2");
        assertThat(fixture.view().revision()).isEqualTo(4);
    }

    @Test
    void rollbackOfAPinThatCannotBeLoadedPinsTheServingVersion() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        Files.write(fixture.addVersion("3", ShippedModels.gbm()).resolve("model.onnx"), new byte[9]);
        fixture.open();
        await(fixture.repository().choose(NAME, new Policy.Pinned("3")));
        assertThat(fixture.serving()).hasValue("2");
        assertThat(await(fixture.repository().rollBack(NAME))).hasValue("2");
        assertThat(fixture.view().policy()).isEqualTo(new Policy.Pinned("2"));
    }

    @Test
    void changeOfPolicyToAnUnsoundVersionKeepsTheServingOne() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        Files.write(fixture.addVersion("2", ShippedModels.gbm()).resolve("model.onnx"), new byte[9]);
        fixture.open();
        fixture.addVersion("3", ShippedModels.gbm());
        await(fixture.repository().choose(NAME, new Policy.Pinned("2")));
        assertThat(fixture.serving()).as("what served last, not the newest").hasValue("1");
    }

    @Test
    void rollbackOnAReplicaThatHasNotPolledYetUsesTheCurrentPointer() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.open();
        // another replica: pinned 1, where 2 served
        fixture.store.values.put("{models:m}:cur", "7|pinned|1|||2".getBytes(StandardCharsets.UTF_8));
        assertThat(fixture.serving()).hasValue("2");
        assertThat(await(fixture.repository().rollBack(NAME))).hasValue("2");
        assertThat(fixture.view().revision()).isEqualTo(8);
    }

    @Test
    void pointerIsKeptWhenTheStoreIsEmptied() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.open();
        await(fixture.repository().choose(NAME, new Policy.Pinned("1")));
        fixture.store.values.clear();
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
    }

    @Test
    void unloadedModelStaysUnloadedWhenItsPolicyChanges() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.addVersion("2", ShippedModels.gbm());
        fixture.open();
        await(fixture.repository().unload(NAME));
        await(fixture.repository().choose(NAME, new Policy.Pinned("1")));
        assertThat(fixture.serving()).isEmpty();
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
    }

    @Test
    void rollbackUnderLatestPinsTheNextOlderVersionAndIsRefusedWithoutOne() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        assertThat(await(fixture.repository().rollBack(NAME))).isEmpty();
        fixture.addVersion("2", ShippedModels.gbm());
        await(fixture.repository().load(NAME));
        assertThat(await(fixture.repository().rollBack(NAME))).hasValue("1");
    }

    @Test
    void versionThatOnlyTheStoreHasIsFetched() throws Exception {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        Path outside = fixture.addVersion("2", ShippedModels.all().getLast());
        for (String file : List.of("manifest.yaml", "model.onnx", "golden.jsonl")) {
            fixture.store.put(
                    "{models:m}:v:2",
                    file,
                    Files.readAllBytes(outside.resolve(file)),
                    List.of(),
                    Duration.ofSeconds(1));
            Files.delete(outside.resolve(file));
        }
        await(fixture.repository().choose(NAME, new Policy.Pinned("2")));
        assertThat(fixture.serving()).hasValue("2");
    }

    @Test
    void fileNameFromTheStoreThatLeavesItsFolderIsRefused() throws Exception {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        fixture.store.put("{models:m}:v:2", "../../evil", new byte[1], List.of(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> await(fixture.repository().choose(NAME, new Policy.Pinned("2"))))
                .hasMessageContaining("evil");
        assertThat(Files.exists(fixture.fetched().resolve("../evil"))).isFalse();
        assertThat(fixture.serving()).hasValue("1");
    }

    @Test
    void unknownModelsAndVersionsAreRefused() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        assertThatThrownBy(() -> await(fixture.repository().load("other"))).isInstanceOf(UnknownVersion.class);
        assertThatThrownBy(() -> await(fixture.repository().unload("../m"))).isInstanceOf(UnknownVersion.class);
        assertThatThrownBy(() -> await(fixture.repository().choose(NAME, new Policy.Pinned("7"))))
                .isInstanceOf(UnknownVersion.class);
    }

    @Test
    void unloadedModelServesAgainOnceItIsLoaded() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        await(fixture.repository().unload(NAME));
        assertThat(fixture.repository().serves(NAME)).isFalse();
        assertThat(fixture.view().unloaded()).isTrue();
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
    }

    @Test
    void unloadedVersionIsClosedWhenItsLastLeaseIs() throws IOException {
        // Given
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        ModelLease lease = fixture.lease();
        LoadedVersion held = lease.version(null);
        // When
        await(fixture.repository().unload(NAME));
        // Then
        assertThat(score((Model) held.model())).isBetween(0f, 1f);
        lease.close();
        assertThat(held.acquire()).as("closed for good").isFalse();
    }

    @Test
    void replicaPublishesWhatItServes() throws IOException {
        fixture.addVersion("1", ShippedModels.gbm());
        fixture.open();
        List<ReplicaState> replicas = await(fixture.repository().replicas(NAME));
        assertThat(replicas).singleElement().satisfies(one -> {
            assertThat(one.replica()).isEqualTo("test-replica");
            assertThat(one.serving()).isEqualTo("1");
            assertThat(one.state()).isEqualTo("READY");
        });
    }

    private static float score(Model model) {
        try (ModelRun run = model.begin(1)) {
            run.run();
            return run.score(0);
        }
    }
}
