package io.voxguard.api.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesInMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesReadyTest {
    private static final Path REGISTRY =
            Path.of(System.getProperty("voxguard.root"), "libs/catalogue/src/test/resources/feast/registry.db");

    @TempDir
    Path folder;

    private static Map<String, Object> data(Features features) {
        HealthCheckResponse check = new FeaturesReady(features).call();
        assertThat(check.getName()).isEqualTo("features");
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        return check.getData().orElseThrow();
    }

    @Test
    void viewsAreCountedAndARegistryIsNamedOnlyWhereThereIsOne() {
        Features features = FeaturesInMemory.ofTheProject();
        assertThat(data(features)).isEqualTo(Map.of("views", (long)
                features.now().catalogue().views().size()));
    }

    @Test
    void registryIsReadUntilItCannotBe() throws IOException {
        Path registry = Files.copy(REGISTRY, folder.resolve("registry.db"));
        Features features = FeaturesInMemory.open(
                folder,
                Map.of(
                        "voxguard.feast.registry", registry.toString(),
                        "voxguard.feast.project", "voice_fraud",
                        "voxguard.feast.registry-poll", "10ms"));
        assertThat(data(features)).containsEntry("registry", "read");
        Object views = data(features).get("views");
        Files.write(registry, new byte[] {12, 34, 56, 78});
        await().atMost(Duration.ofSeconds(10))
                .until(() -> String.valueOf(data(features).get("registry")).startsWith("not read: "));
        assertThat(data(features)).as("what was read before is served on").containsEntry("views", views);
    }

    @Test
    void viewOfTheRegistryThatIsNotServedIsNamedWithTheReason() throws IOException {
        Path registry = Files.copy(REGISTRY, folder.resolve("registry.db"));
        Path views = Files.createDirectories(folder.resolve("feature-views"));
        Files.writeString(views.resolve("caller_stats.yaml"), """
                view: caller_stats
                layout: feast
                project: voice_fraud
                join_keys: [{name: caller_id, type: string}]
                ttl: PT1H
                features:
                  - {name: mine, type: int32, unit: none, default: 0, meaning: "takes the name"}
                """);
        Features features = FeaturesInMemory.open(
                folder,
                Map.of("voxguard.feast.registry", registry.toString(), "voxguard.feast.project", "voice_fraud"));
        assertThat(data(features))
                .hasEntrySatisfying("caller_stats of the registry", why -> assertThat(String.valueOf(why))
                        .startsWith("not served: "));
    }
}
