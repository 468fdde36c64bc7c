package io.voxguard.api.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue that is served: our own views and those of Feast's registry, read anew when the registry changes. */
class FeaturesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Path ROOT = Path.of(System.getProperty("voxguard.root"));
    private static final Path REGISTRY = ROOT.resolve("libs/catalogue/src/test/resources/feast/registry.db");

    private final List<Features> opened = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        opened.forEach(Features::close);
    }

    private Features features(Path models, Map<String, String> feast) {
        Features features = FeaturesInMemory.open(models, feast);
        opened.add(features);
        return features;
    }

    private Map<String, String> feast(Path registry) {
        return new HashMap<>(Map.of(
                "voxguard.feast.registry", registry.toString(),
                "voxguard.feast.project", "voice_fraud",
                "voxguard.feast.registry-poll", "10ms"));
    }

    /** Puts the file there at once, as Feast's registries are replaced. */
    private void replace(Path registry, byte[] content) throws IOException {
        Path other = Files.write(folder.resolve("registry.new"), content);
        Files.move(other, registry, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void withoutARegistryOurOwnViewsAreServed() {
        Features features = features(ROOT.resolve("models"), Map.of());
        assertThat(features.now().catalogue().views()).containsKey("caller_velocity");
        assertThat(features.registry()).isEmpty();
        assertThat(features.registryFault()).isEmpty();
    }

    @Test
    void viewsOfTheRegistryAreServedBesideOurOwn() throws IOException {
        Path registry = Files.copy(REGISTRY, folder.resolve("registry.db"));
        Features features = features(ROOT.resolve("models"), feast(registry));
        assertThat(features.now().catalogue().views()).containsKeys("caller_velocity", "caller_stats");
        assertThat(features.registry()).contains(registry);
    }

    @Test
    void registryThatCannotBeReadEndsTheStartWithItsKey() throws IOException {
        Path registry = Files.write(folder.resolve("registry.db"), new byte[] {12, 34, 56, 78});
        assertThatThrownBy(() -> features(folder, feast(registry)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("voxguard.feast.registry: ")
                .hasMessageContaining(registry.toString());
    }

    @Test
    void absentRegistryEndsTheStart() {
        assertThatThrownBy(() -> features(folder, feast(folder.resolve("absent.db"))))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("absent.db");
    }

    @Test
    void unknownKeySerializationEndsTheStartWithItsPrefix() throws IOException {
        Map<String, String> settings = feast(Files.copy(REGISTRY, folder.resolve("registry.db")));
        settings.put("voxguard.feast.key-serialization", "9");
        assertThatThrownBy(() -> features(folder, settings))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("voxguard.feast: ");
    }

    @Test
    void changedRegistryIsServedAndListenersAreNotified() throws IOException {
        Path registry = Files.copy(REGISTRY, folder.resolve("registry.db"));
        Features features = features(ROOT.resolve("models"), feast(registry));
        Features.State before = features.now();
        List<FeatureCatalogue> told = new CopyOnWriteArrayList<>();
        features.onChange(told::add);
        assertThat(told).as("a listener hears of changes only").isEmpty();
        replace(registry, Files.readAllBytes(REGISTRY));
        await().atMost(PATIENCE).until(() -> !told.isEmpty());
        assertThat(features.now()).isNotSameAs(before);
        assertThat(told.get(0)).isSameAs(features.now().catalogue());
        assertThat(before.catalogue().views())
                .as("a request keeps the state that it began with")
                .containsKey("caller_stats");
    }

    @Test
    void brokenRegistryKeepsTheViewsAndIsReportedUntilRepaired() throws IOException {
        Path registry = Files.copy(REGISTRY, folder.resolve("registry.db"));
        Features features = features(folder, feast(registry));
        Features.State before = features.now();
        replace(registry, new byte[] {12, 34, 56, 78});
        await().atMost(PATIENCE).until(() -> features.registryFault().isPresent());
        assertThat(features.registryFault())
                .hasValueSatisfying(why -> assertThat(why).contains(registry.toString()));
        assertThat(features.now()).isSameAs(before);
        replace(registry, Files.readAllBytes(REGISTRY));
        await().atMost(PATIENCE).until(() -> features.registryFault().isEmpty());
        assertThat(features.now().catalogue().views()).containsKey("caller_stats");
    }

    @Test
    void unknownRequestFeatureOfOurOwnEndsTheStart() throws IOException {
        Path views = Files.createDirectories(folder.resolve("feature-views"));
        String request = Files.readString(ROOT.resolve("models/feature-views/request.yaml"));
        assertThat(request).contains("name: hour,");
        Files.writeString(views.resolve("request.yaml"), request.replace("name: hour,", "name: hours_since_easter,"));
        assertThatThrownBy(() -> features(folder, Map.of()))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("hours_since_easter");
    }

    @Test
    void requestFeatureOfALimitThatCallsAreNotScoredUnderEndsTheStart() throws IOException {
        Path views = Files.createDirectories(folder.resolve("feature-views"));
        String request = Files.readString(ROOT.resolve("models/feature-views/request.yaml"));
        Files.writeString(views.resolve("request.yaml"), request.replace("name: hour,", "name: limit_trial_exceeded,"));
        assertThatThrownBy(() -> features(folder, Map.of()))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage("request:limit_trial_exceeded: expected a limit of voxguard.scoring.limits, [], got trial");
    }
}
