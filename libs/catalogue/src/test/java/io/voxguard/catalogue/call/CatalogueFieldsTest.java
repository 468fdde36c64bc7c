package io.voxguard.catalogue.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import io.voxguard.rules.condition.Fields.Field;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueFieldsTest {
    private static final JoinKey CALLER = new JoinKey("caller", ValueType.STRING, EntityKind.CALLER);

    @Test
    void fieldsOfTheCallComeFirst() {
        Fields fields = CatalogueFields.of(catalogue(List.of()));

        assertThat(fields.all()).isEqualTo(CallField.conditions());
    }

    @Test
    void requestFeaturesAndFeaturesOfViewsAreNamedByView() {
        Fields fields = CatalogueFields.of(catalogue(
                List.of(feature("hour", ValueType.INT32)),
                view("stats", List.of(CALLER), feature("calls", ValueType.INT64), feature("tag", ValueType.STRING))));

        assertThat(own(fields))
                .containsExactly(
                        new Field("request.hour", FieldType.INT),
                        new Field("stats.calls", FieldType.INT),
                        new Field("stats.tag", FieldType.STRING));
    }

    @ParameterizedTest
    @CsvSource({"INT32, INT", "INT64, INT", "FLOAT32, DOUBLE", "FLOAT64, DOUBLE", "BOOL, BOOL", "STRING, STRING"})
    void scalarsHaveTheTypesOfCel(ValueType type, FieldType field) {
        Fields fields = CatalogueFields.of(catalogue(List.of(), view("v", List.of(CALLER), feature("f", type))));

        assertThat(own(fields)).containsExactly(new Field("v.f", field));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"INT32", "INT64", "FLOAT32", "FLOAT64", "BOOL", "STRING"})
    void featuresOfOtherTypesAreNotFields(ValueType type) {
        Fields fields = CatalogueFields.of(catalogue(List.of(), view("v", List.of(CALLER), feature("f", type))));

        assertThat(own(fields)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2nd", "a-b", "risk@v2", "größe", "a b", "a.b"})
    void featuresWhoseNameIsNotAnIdentifierAreNotFields(String name) {
        Fields ofView =
                CatalogueFields.of(catalogue(List.of(), view(name, List.of(CALLER), feature("f", ValueType.BOOL))));
        Fields ofFeature =
                CatalogueFields.of(catalogue(List.of(), view("v", List.of(CALLER), feature(name, ValueType.BOOL))));

        assertThat(own(ofView)).isEmpty();
        assertThat(own(ofFeature)).isEmpty();
    }

    @Test
    void viewsWithoutAKeyInTheCallHaveNoFields() {
        JoinKey account = new JoinKey("account", ValueType.INT64, null);

        Fields fields = CatalogueFields.of(catalogue(
                List.of(),
                view("accounts", List.of(account), feature("f", ValueType.BOOL)),
                view("pairs", List.of(CALLER, account), feature("f", ValueType.BOOL)),
                view("everybody", List.of(), feature("f", ValueType.BOOL))));

        assertThat(own(fields)).extracting(Field::name).containsExactly("everybody.f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call", "request"})
    void viewWithAReservedNameHasNoFields(String name) {
        Fields fields = CatalogueFields.of(
                catalogue(List.of(), view(name, List.of(CALLER), feature("caller", ValueType.BOOL))));

        assertThat(fields.all()).isEqualTo(CallField.conditions());
    }

    private static List<Field> own(Fields fields) {
        return fields.all().subList(CallField.conditions().size(), fields.size());
    }

    private static Feature feature(String name, ValueType type) {
        return new Feature(name, type, "unit", 0, "meaning");
    }

    private static FeatureView view(String name, List<JoinKey> keys, Feature... features) {
        return new FeatureView(
                name,
                keys,
                Duration.ofHours(1),
                List.of(features),
                new Layout.FeastHash("p", name, 3),
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
    }

    private static FeatureCatalogue catalogue(List<Feature> request, FeatureView... views) {
        Map<String, FeatureView> byName = new LinkedHashMap<>();
        for (FeatureView view : views) {
            byName.put(view.name(), view);
        }
        return new FeatureCatalogue(byName, Map.of(), request, Map.of(), Map.of());
    }
}
