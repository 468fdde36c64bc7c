package io.voxguard.catalogue.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against registries that Feast 0.67.0 wrote: {@code src/test/resources/feast/make.py}. */
class FeastRegistryTest {
    private static final RegistryOptions OPTIONS = new RegistryOptions(Optional.of("voice_fraud"), false, 3);

    @Test
    void viewsAreReadWithTheirKeysTypesAndTtl() {
        FeatureCatalogue catalogue = FeastRegistry.read(file("registry.db"), OPTIONS);
        assertThat(catalogue.views()).containsOnlyKeys("caller_stats", "pair_stats", "everybody", "cell_types");
        FeatureView stats = view(catalogue, "caller_stats");
        assertThat(stats.joinKeys()).containsExactly(new JoinKey("caller_id", ValueType.STRING, EntityKind.CALLER));
        assertThat(stats.features())
                .extracting(Feature::name, Feature::type)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("calls", ValueType.INT64),
                        org.assertj.core.groups.Tuple.tuple("ratio", ValueType.FLOAT32));
        assertThat(stats.ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(stats.layout()).isEqualTo(new Layout.FeastHash("voice_fraud", "caller_stats", 3));
        assertThat(stats.writing().pushSource()).contains("caller_push");
        assertThat(stats.writing().timestampField()).isEqualTo("at");
        assertThat(stats.writing().columnOf("calls")).isEqualTo("n_calls");
        assertThat(view(catalogue, "pair_stats").joinKeys())
                .extracting(JoinKey::name)
                .containsExactlyInAnyOrder("caller_id", "acct_id");
        assertThat(view(catalogue, "pair_stats").ttl()).isZero();
        assertThat(view(catalogue, "everybody").joinKeys()).isEmpty();
        assertThat(view(catalogue, "cell_types").joinKeys().get(0).type()).isEqualTo(ValueType.INT32);
        assertThat(view(catalogue, "cell_types").features())
                .extracting(Feature::type)
                .containsExactlyInAnyOrder(ValueType.STRING_LIST, ValueType.UNIX_TIMESTAMP, ValueType.MAP);
    }

    @Test
    void servicesAreReadWithTheirAliases() {
        FeatureCatalogue catalogue = FeastRegistry.read(file("registry.db"), OPTIONS);
        assertThat(catalogue.services()).containsOnlyKeys("plain", "aliased");
        assertThat(catalogue.services())
                .containsEntry(
                        "aliased",
                        new FeatureService(
                                "aliased",
                                List.of(new FeatureService.Projection(
                                        "caller_stats",
                                        "callee_stats",
                                        Map.of("caller_id", "callee_id"),
                                        List.of("ratio")))));
        assertThat(catalogue.joinKeyNames()).containsEntry("account", "acct_id").containsEntry("acct_id", "acct_id");
    }

    @Test
    void versionsAreServedUnderTheirNamesIfVersioningIsEnabled() {
        FeatureCatalogue catalogue =
                FeastRegistry.read(file("versioned.db"), new RegistryOptions(Optional.empty(), true, 3));
        assertThat(catalogue.views()).containsOnlyKeys("risk", "risk@v0", "risk@v1", "risk@v2");
        assertThat(view(catalogue, "risk@v0").features()).hasSize(1);
        assertThat(view(catalogue, "risk@v1").features()).hasSize(2);
        assertThat(view(catalogue, "risk").features()).hasSize(3);
        assertThat(view(catalogue, "risk").layout()).isEqualTo(new Layout.FeastHash("voice_fraud", "risk_v2", 3));
        assertThat(view(catalogue, "risk@v0").layout()).isEqualTo(new Layout.FeastHash("voice_fraud", "risk", 3));
        assertThat(FeastRegistry.read(file("versioned.db"), OPTIONS).views()).containsOnlyKeys("risk");
    }

    @Test
    void unknownProjectHasNoViews() {
        assertThat(FeastRegistry.read(file("registry.db"), new RegistryOptions(Optional.of("other"), false, 3))
                        .views())
                .isEmpty();
    }

    @Test
    void fileThatIsNotARegistryIsRefusedByItsName(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("away.db");
        assertThatThrownBy(() -> FeastRegistry.read(missing, OPTIONS))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("away.db");
        byte[] whole = Files.readAllBytes(file("registry.db"));
        Path cut = folder.resolve("cut.db");
        for (int length = 1; length < whole.length; length += 7) {
            Files.write(cut, Arrays.copyOf(whole, length));
            try {
                FeastRegistry.read(cut, OPTIONS);
            } catch (InvalidDocument expected) {
                assertThat(expected).hasMessageContaining("cut.db");
            }
        }
    }

    @Test
    void ownViewsTakePrecedenceOverThoseOfTheRegistry() {
        FeatureCatalogue registry = FeastRegistry.read(file("registry.db"), OPTIONS);
        FeatureCatalogue both = io.voxguard.catalogue.ShippedViews.catalogue().and(registry);
        assertThat(both.views()).containsKeys("caller_velocity", "caller_stats");
        FeatureCatalogue again = registry.and(registry);
        assertThat(again.views()).containsOnlyKeys("caller_stats", "pair_stats", "everybody", "cell_types");
        assertThat(again.refused()).containsKey("caller_stats of the registry");
    }

    private static FeatureView view(FeatureCatalogue catalogue, String name) {
        FeatureView view = catalogue.views().get(name);
        if (view == null) {
            throw new AssertionError(name);
        }
        return view;
    }

    private static Path file(String name) {
        try {
            return Path.of(FeastRegistryTest.class.getResource("/feast/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
