package io.voxguard.catalogue.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.ShippedViews;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureService.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder of views and services as a whole. */
class CatalogueFolderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeAView() {
        write("stats.yaml", view("stats", 1));
    }

    @Test
    void folderWithoutViewsIsAnEmptyCatalogue(@TempDir Path empty) {
        FeatureCatalogue catalogue = FeatureCatalogue.read(empty);

        assertThat(catalogue.views()).isEmpty();
        assertThat(catalogue.request()).isEmpty();
        assertThat(catalogue.services()).isEmpty();
    }

    @Test
    void missingFolderIsRefusedByItsName() {
        assertThatThrownBy(() -> FeatureCatalogue.read(folder.resolve("away")))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("away: expected a folder of feature views");
    }

    @Test
    void otherFilesAreIgnored() {
        write("README.md", "not yaml: [");
        write("stats.yaml.orig", "[");

        assertThat(FeatureCatalogue.read(folder).views()).containsOnlyKeys("stats");
    }

    @ParameterizedTest
    @CsvSource({"other, 1, id, 1", "stats, 2, view, stats"})
    void duplicateViewNameOrIdIsRefused(String name, int id, String field, String got) {
        write("zz.yaml", view(name, id));

        assertRefused(folder.resolve("zz.yaml") + ": " + field + ": expected a value that no other file has, got " + got
                + ", as in " + folder.resolve("stats.yaml"));
    }

    @Test
    void twoFilesOfRequestFeaturesAreRefusedWithBothFiles() {
        String request = "view: request\nfeatures:\n  - {name: hour, type: int32, unit: hour, meaning: x}\n";
        write("request.yaml", request);
        write("request2.yaml", request.replace("hour", "minute"));

        assertRefused(
                folder.resolve("request2.yaml") + ": view: expected a value that no other file has, got request, as in "
                        + folder.resolve("request.yaml"));
    }

    @Test
    void requestFeaturesAreSeparateFromTheViews() {
        write(
                "request.yaml",
                "view: request\nfeatures:\n  - {name: hour, type: int32, unit: hour, default: 12, meaning: x}\n");

        FeatureCatalogue catalogue = FeatureCatalogue.read(folder);

        assertThat(catalogue.views()).containsOnlyKeys("stats");
        assertThat(catalogue.request()).extracting(Feature::name).containsExactly("hour");
        assertThat(catalogue.find(FeatureRef.parse("request:hour")))
                .get()
                .extracting(Feature::defaultValue)
                .isEqualTo(12f);
    }

    @Test
    void featuresAreFoundByViewAndName() {
        FeatureCatalogue catalogue = FeatureCatalogue.read(folder);

        assertThat(catalogue.find(FeatureRef.parse("stats:calls"))).isPresent();
        assertThat(catalogue.find(FeatureRef.parse("stats:other"))).isEmpty();
        assertThat(catalogue.find(FeatureRef.parse("other:calls"))).isEmpty();
        assertThat(catalogue.find(FeatureRef.parse("request:calls"))).isEmpty();
    }

    @Test
    void serviceListsItsFeaturesByView() {
        write("service.yaml", "service: fraud\nfeatures: ['stats:calls', 'request:hour', 'stats:ratio']");

        assertThat(FeatureCatalogue.read(folder).services())
                .isEqualTo(Map.of(
                        "fraud",
                        new FeatureService(
                                "fraud",
                                List.of(
                                        new Projection("stats", "stats", Map.of(), List.of("calls", "ratio")),
                                        new Projection("request", "request", Map.of(), List.of("hour"))))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service: 5, features: ['a:b'] | service: expected a text, got 5",
                "service: s | features: expected a list of texts, got null",
                "service: s, features: 'a:b' | features: expected a list of texts, got a:b",
                "service: s, features: [calls] | features: expected view:feature, got calls",
                "service: s, features: [':calls'] | features: expected view:feature, got :calls",
                "service: s, features: ['stats:'] | features: expected view:feature, got stats:",
                "service: s, features: ['a:b', 'c:b', 'a:b'] | features: expected each feature once, got duplicate feature a:b",
            })
    void wrongFieldOfAServiceIsNamedWithItsFile(String fields, String why) {
        write("service.yaml", "{" + fields + "}");

        assertThatThrownBy(() -> FeatureCatalogue.read(folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(folder.resolve("service.yaml") + ": " + why);
    }

    @Test
    void duplicateServiceNameIsRefused() {
        write("service1.yaml", "{service: s, features: ['stats:calls']}");
        write("service2.yaml", "{service: s, features: ['stats:calls']}");

        assertRefused(
                folder.resolve("service2.yaml") + ": service: expected a value that no other file has, got s, as in "
                        + folder.resolve("service1.yaml"));
    }

    @Test
    void serviceMayHaveTheNameOfAView() {
        write("service.yaml", "{service: stats, features: ['stats:calls']}");

        assertThat(FeatureCatalogue.read(folder).services()).containsOnlyKeys("stats");
    }

    @Test
    void serviceOfOursReplacesThatOfTheRegistryAndTheCatalogueSaysSo() {
        write("service.yaml", "{service: s, features: ['stats:calls']}");
        FeatureCatalogue ours = FeatureCatalogue.read(folder);
        FeatureService theirs = new FeatureService("s", List.of());

        FeatureCatalogue both =
                ours.and(new FeatureCatalogue(Map.of(), Map.of("s", theirs), List.of(), Map.of(), Map.of()));

        assertThat(both.services()).isEqualTo(ours.services());
        assertThat(both.refused())
                .isEqualTo(Map.of("service s of the registry", "models/feature-views has a service of that name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a", "a:", ":b"})
    void textThatIsNotAReferenceIsRefused(String text) {
        assertThatThrownBy(() -> FeatureRef.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected view:feature, got " + text);
        assertThat(FeatureRef.ofRequestOrView(text)).isEqualTo(new FeatureRef("request", text));
    }

    @Test
    void referenceIsSplitAtTheFirstColon() {
        FeatureRef ref = FeatureRef.parse("risk@v2:a:b");

        assertThat(ref).isEqualTo(new FeatureRef("risk@v2", "a:b")).hasToString("risk@v2:a:b");
        assertThat(ref.ofRequest()).isFalse();
        assertThat(FeatureRef.ofRequestOrView("hour").ofRequest()).isTrue();
        assertThat(FeatureRef.ofRequestOrView("stats:calls")).isEqualTo(new FeatureRef("stats", "calls"));
    }

    @Test
    void everyShippedViewHasADefaultAUnitAndAMeaningForEachFeature() {
        FeatureCatalogue shipped = ShippedViews.catalogue();

        assertThat(shipped.refused()).isEmpty();
        shipped.views().forEach((name, view) -> {
            assertThat(view.keyedByCall()).as(name).isTrue();
            assertThat(view.ttl()).as(name).isPositive();
            assertThat(view.features()).as(name).allSatisfy(feature -> {
                assertThat(feature.defaultValue()).as(feature.name()).isFinite();
                assertThat(feature.unit()).as(feature.name()).isNotBlank();
                assertThat(feature.meaning()).as(feature.name()).isNotBlank();
            });
        });
    }

    @Test
    void columnsAreTheFeaturesNamesUnlessMapped() {
        Writing writing = new Writing(java.util.Optional.empty(), "at", Map.of("n_calls", "calls"));

        assertThat(writing.columnOf("calls")).isEqualTo("n_calls");
        assertThat(writing.columnOf("ratio")).isEqualTo("ratio");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> FeatureCatalogue.read(folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessage(message);
    }

    private static String view(String name, int id) {
        return "view: " + name + "\nid: " + id + "\nversion: 1\nentity: caller\nttl: PT1H\nfeatures:\n"
                + "  - {name: calls, type: int32, unit: calls, default: 0, meaning: x}\n"
                + "  - {name: ratio, type: float32, unit: ratio, default: 0, meaning: x}\n";
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
