package io.voxguard.api.http.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.voxguard.catalogue.call.CallField;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.CallDraft;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A call's fields in the API's description and in {@link CallField}: each has those of the other. */
class CallFieldsInOpenApiTest {
    private static final String CONTEXT = "context";
    private static final FeatureCatalogue NO_FEATURES =
            new FeatureCatalogue(Map.of(), Map.of(), List.of(), Map.of(), Map.of());

    @Test
    void describedCallHasTheFieldsOfCallFieldAndTheContext() throws IOException {
        List<String> fields = new ArrayList<>(CallField.labels());
        fields.add(CONTEXT);

        assertThat(Set.<Object>copyOf(schema("Call", "properties").keySet()))
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void describedCallRequiresTheRequiredFields() throws IOException {
        assertThat(schema("Call").get("required"))
                .isEqualTo(Arrays.stream(CallField.values())
                        .filter(CallField::isRequired)
                        .map(CallField::label)
                        .toList());
    }

    @Test
    void descriptionOfTensorsNamesEveryField() throws IOException {
        String inputs =
                String.valueOf(schema("InferRequest", "properties", "inputs").get("description"));

        assertThat(CallField.labels()).allSatisfy(label -> assertThat(inputs).contains('`' + label + '`'));
    }

    @ParameterizedTest
    @EnumSource(CallField.class)
    void readerPutsTheFieldIntoTheCall(CallField field) throws IOException {
        CallDraft draft = new CallDraft(NO_FEATURES, 1_772_439_330_000L);
        draft.caller("+14155550100");
        draft.callee("+14155550101");

        boolean known = CallReader.read(value(sample(field)), field.label(), draft);

        assertThat(known).isTrue();
        assertThat(given(draft.call(), field)).isEqualTo(expected(field));
    }

    @Test
    void readerDoesNotAcceptOtherFields() throws IOException {
        assertThat(CallReader.read(value("x"), "deadline_ms", new CallDraft(NO_FEATURES, 0)))
                .isFalse();
    }

    private static String sample(CallField field) {
        return switch (field) {
            case CALLER -> "+14155550111";
            case CALLEE -> "+14155550112";
            case TRUNK -> "trunk-7";
            case CALL_ID -> "c-1";
            case STARTED_AT -> "2026-03-02T08:15:30Z";
        };
    }

    private static Object expected(CallField field) {
        return field == CallField.STARTED_AT ? (Object) 1_772_439_330_000L : sample(field);
    }

    private static @Nullable Object given(Call call, CallField field) {
        return switch (field) {
            case CALLER -> call.caller();
            case CALLEE -> call.callee();
            case TRUNK -> call.trunk();
            case CALL_ID -> call.callId();
            case STARTED_AT -> call.startedAtMs();
        };
    }

    private static JsonParser value(String text) throws IOException {
        JsonParser json = new JsonFactory().createParser('"' + text + '"');
        json.nextToken();
        return json;
    }

    private static Map<?, ?> schema(String name, String... path) throws IOException {
        try (InputStream yaml =
                Objects.requireNonNull(CallFieldsInOpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml"))) {
            Object node = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
            List<String> all = new ArrayList<>(List.of("components", "schemas", name));
            all.addAll(List.of(path));
            for (String key : all) {
                node = Objects.requireNonNull(((Map<?, ?>) node).get(key), key);
            }
            return (Map<?, ?>) node;
        }
    }
}
