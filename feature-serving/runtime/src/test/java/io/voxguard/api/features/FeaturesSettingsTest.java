package io.voxguard.api.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of reading and writing features, of Feast's registry and of the near cache. */
class FeaturesSettingsTest {
    @Test
    void everyKeyOfFeaturesHasItsDefault() {
        assertThat(SettingsForTests.defaults(FeaturesSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.features.read-deadline", "1s",
                        "voxguard.features.write-deadline", "2s",
                        "voxguard.features.max-entities", "100000",
                        "voxguard.features.max-values", "2500000",
                        "voxguard.features.max-rows", "10000",
                        "voxguard.features.max-features", "10000",
                        "voxguard.features.max-body", "16777216",
                        "voxguard.features.max-skew", "60s"));
    }

    @Test
    void everyKeyOfFeaturesIsRead() {
        FeaturesSettings settings = SettingsForTests.read(
                FeaturesSettings.class,
                Map.of(
                        "voxguard.features.read-deadline", "300ms",
                        "voxguard.features.write-deadline", "400ms",
                        "voxguard.features.max-entities", "1",
                        "voxguard.features.max-values", "2",
                        "voxguard.features.max-rows", "3",
                        "voxguard.features.max-features", "4",
                        "voxguard.features.max-body", "5",
                        "voxguard.features.max-skew", "0s"));
        assertThat(settings.readDeadline()).isEqualTo(Duration.ofMillis(300));
        assertThat(settings.writeDeadline()).isEqualTo(Duration.ofMillis(400));
        assertThat(settings.maxEntities()).isEqualTo(1);
        assertThat(settings.maxValues()).isEqualTo(2);
        assertThat(settings.maxRows()).isEqualTo(3);
        assertThat(settings.maxFeatures()).isEqualTo(4);
        assertThat(settings.maxBody()).isEqualTo(5);
        assertThat(settings.maxSkew()).isZero();
    }

    @Test
    void everyKeyOfFeastHasItsDefault() {
        assertThat(SettingsForTests.defaults(FeastSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.feast.registry", "",
                        "voxguard.feast.project", "",
                        "voxguard.feast.versioning", "false",
                        "voxguard.feast.key-serialization", "3",
                        "voxguard.feast.key-ttl", "",
                        "voxguard.feast.compatible-statuses", "false",
                        "voxguard.feast.registry-poll", "2s"));
    }

    @Test
    void everyKeyOfFeastIsRead() {
        FeastSettings settings = SettingsForTests.read(
                FeastSettings.class,
                Map.of(
                        "voxguard.feast.registry", "/registry.db",
                        "voxguard.feast.project", "p",
                        "voxguard.feast.versioning", "true",
                        "voxguard.feast.key-serialization", "2",
                        "voxguard.feast.key-ttl", "1h",
                        "voxguard.feast.compatible-statuses", "true",
                        "voxguard.feast.registry-poll", "5s"));
        assertThat(settings.registry()).contains(Path.of("/registry.db"));
        assertThat(settings.project()).contains("p");
        assertThat(settings.versioning()).isTrue();
        assertThat(settings.keySerialization()).isEqualTo(2);
        assertThat(settings.keyTtl()).contains(Duration.ofHours(1));
        assertThat(settings.compatibleStatuses()).isTrue();
        assertThat(settings.registryPoll()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void viewsOfTheNearCacheHaveDefaults() {
        assertThat(SettingsForTests.defaults(NearCacheSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.near-cache.views.*.ttl", "1s", "voxguard.near-cache.views.*.max-rows", "10000"));
        assertThat(SettingsForTests.read(NearCacheSettings.class, Map.of()).views())
                .isEmpty();
    }

    @Test
    void viewsOfTheNearCacheAreReadByName() {
        Map<String, NearCacheSettings.View> views = SettingsForTests.read(
                        NearCacheSettings.class,
                        Map.of(
                                "voxguard.near-cache.views.a.ttl", "60s",
                                "voxguard.near-cache.views.b.max-rows", "7"))
                .views();
        assertThat(views).containsOnlyKeys("a", "b");
        assertThat(views).hasEntrySatisfying("a", a -> {
            assertThat(a.ttl()).isEqualTo(Duration.ofMinutes(1));
            assertThat(a.maxRows()).isEqualTo(10_000);
        });
        assertThat(views).hasEntrySatisfying("b", b -> {
            assertThat(b.ttl()).isEqualTo(Duration.ofSeconds(1));
            assertThat(b.maxRows()).isEqualTo(7);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "read-deadline, 0s",
        "write-deadline, never",
        "max-entities, 0",
        "max-values, 0",
        "max-rows, 0",
        "max-features, 0",
        "max-body, 0",
        "max-skew, -1s"
    })
    void featuresValueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        isOneProblem(FeaturesSettings.class, "voxguard.features." + key, value);
    }

    @ParameterizedTest
    @CsvSource({"key-serialization, three", "registry-poll, 0s", "key-ttl, soon", "key-ttl, -1s"})
    void feastValueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        isOneProblem(FeastSettings.class, "voxguard.feast." + key, value);
    }

    @ParameterizedTest
    @CsvSource({"ttl, 0s", "max-rows, 0"})
    void nearCacheValueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        isOneProblem(NearCacheSettings.class, "voxguard.near-cache.views.v." + key, value);
    }

    private static void isOneProblem(Class<?> settings, String property, String value) {
        assertThat(SettingsForTests.refusal(settings, property, value)).isNotBlank();
    }
}
