package io.voxguard.serving.repository;

import static io.voxguard.serving.repository.RepositoryFixture.NAME;
import static io.voxguard.serving.repository.RepositoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.replicas.VersionFetcher;
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

/** What depends on time: fetching again, publishing again, forgetting replicas. */
class PollingTest {
    private static final String REPLICAS = "{models:m}:replicas";

    @TempDir
    Path folder;

    private RepositoryFixture fixture;

    @BeforeEach
    void openOneVersion() throws IOException {
        fixture = new RepositoryFixture(folder);
        fixture.addPlainVersion("1", "Abs");
        fixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void missingVersionIsFetchedAgainAfterAPause() throws Exception {
        // Given a pointer to a version that is not in the store yet
        fixture.store.values.put("{models:m}:cur", "1|pinned|2|||".getBytes(StandardCharsets.UTF_8));
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).hasValue("1");
        publish("2");
        // When it is looked for again at once, and after the pause
        await(fixture.repository().load(NAME));
        assertThat(fixture.serving()).as("before the pause is over").hasValue("1");
        fixture.time().advance(VersionFetcher.RETRY_AFTER);
        await(fixture.repository().load(NAME));
        // Then
        assertThat(fixture.serving()).hasValue("2");
    }

    @Test
    void unchangedStateIsPublishedAgainAfterAWhile() {
        fixture.store.hashes.clear();
        await(fixture.repository().load(NAME));
        assertThat(fixture.store.hashes).as("at once").isEmpty();
        fixture.time().advance(ReplicaReporter.REPEAT_AFTER.plusMillis(1));
        await(fixture.repository().load(NAME));
        assertThat(fixture.store.hashes.get(REPLICAS)).containsOnlyKeys("test-replica");
    }

    @Test
    void silentReplicaIsForgotten() throws Exception {
        // Given
        long nowMs = fixture.time().millis();
        byte[] state = ("0|1|READY||" + nowMs).getBytes(StandardCharsets.UTF_8);
        fixture.store.put(REPLICAS, "silent", state, List.of(), Duration.ofSeconds(1));
        assertThat(await(fixture.repository().replicas(NAME))).hasSize(2);
        // When
        fixture.time().advance(Duration.ofMinutes(1).plusMillis(1));
        await(fixture.repository().load(NAME));
        // Then
        assertThat(await(fixture.repository().replicas(NAME)))
                .extracting(ReplicaState::replica)
                .containsExactly("test-replica");
    }

    /** Moves a version of the model from a folder to the store. */
    private void publish(String version) throws Exception {
        Path outside = fixture.addPlainVersion(version, "Neg");
        for (String file : List.of("manifest.yaml", "model.onnx")) {
            byte[] content = Files.readAllBytes(outside.resolve(file));
            fixture.store.put("{models:m}:v:" + version, file, content, List.of(), Duration.ofSeconds(1));
            Files.delete(outside.resolve(file));
        }
    }
}
