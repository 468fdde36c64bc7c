package io.voxguard.api.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelsSettingsTest {
    private static final String DIR = "voxguard.models.dir";

    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(ModelsSettings.class))
                .isEqualTo(Map.of(
                        DIR,
                        "",
                        "voxguard.models.poll",
                        "1s",
                        "voxguard.models.keep",
                        "2",
                        "voxguard.models.public-keys",
                        "",
                        "voxguard.models.fetched-dir",
                        "",
                        "voxguard.models.replica",
                        "",
                        "voxguard.models.store-limit",
                        "500ms",
                        "voxguard.models.compiled-trees",
                        "auto",
                        "voxguard.models.control",
                        "true"));
    }

    @Test
    void everyKeyIsRead() {
        ModelsSettings settings = SettingsForTests.read(
                ModelsSettings.class,
                Map.of(
                        DIR,
                        "/models",
                        "voxguard.models.poll",
                        "0s",
                        "voxguard.models.keep",
                        "5",
                        "voxguard.models.public-keys",
                        "abc,def",
                        "voxguard.models.fetched-dir",
                        "/fetched",
                        "voxguard.models.replica",
                        "r-1",
                        "voxguard.models.store-limit",
                        "2s",
                        "voxguard.models.compiled-trees",
                        "off",
                        "voxguard.models.control",
                        "false"));
        assertThat(settings.dir()).isEqualTo(Path.of("/models"));
        assertThat(settings.poll()).isZero();
        assertThat(settings.keep()).isEqualTo(5);
        assertThat(settings.publicKeys())
                .hasValueSatisfying(keys -> assertThat(keys).containsExactly("abc", "def"));
        assertThat(settings.fetchedDir()).contains(Path.of("/fetched"));
        assertThat(settings.replica()).contains("r-1");
        assertThat(settings.storeLimit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.compiledTrees()).isEqualTo(ModelsSettings.CompiledTrees.OFF);
        assertThat(settings.control()).isFalse();
    }

    @Test
    void missingFolderIsAProblem() {
        assertThat(SettingsForTests.problems(ModelsSettings.class, Map.of()))
                .singleElement()
                .asString()
                .contains(DIR);
    }

    @ParameterizedTest
    @CsvSource({"poll, -1s", "keep, 0", "store-limit, 0s", "compiled-trees, sometimes"})
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(
                        ModelsSettings.class, "voxguard.models." + key, value, Map.of(DIR, "models")))
                .isNotBlank();
    }
}
