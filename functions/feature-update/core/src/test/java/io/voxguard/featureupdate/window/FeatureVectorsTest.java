package io.voxguard.featureupdate.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.DefinitionsForTests;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.featureupdate.definition.Position;
import io.voxguard.store.row.RowView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes, values of expressions, and features of events, as the training computes them: {@code docs/wire/feature-definition-vectors.jsonl}. */
class FeatureVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("voxguard.root"), "docs/wire/feature-definition-vectors.jsonl");
    private static final Duration ANY_LATENESS = Duration.ofDays(10_000);

    @TempDir
    Path folder;

    private final List<JsonNode> vectors = new ArrayList<>();

    @BeforeEach
    void readVectors() throws IOException {
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(VECTORS)) {
            vectors.add(json.readTree(line));
        }
    }

    @Test
    void valuesHaveTheHashesOfTheVectors() {
        List<JsonNode> hashes = ofCase("hash");
        assertThat(hashes).hasSizeGreaterThan(10);
        assertThat(hashes).allSatisfy(vector -> assertThat(
                        ValueHash.of(vector.get("value").textValue()))
                .isEqualTo(vector.get("hash").longValue()));
    }

    @Test
    void placesHaveThePositionsOfTheVectors() {
        List<JsonNode> positions = ofCase("position");
        assertThat(positions).hasSizeGreaterThan(1000);
        assertThat(positions).allSatisfy(vector -> {
            JsonNode expected = vector.get("position");
            assertThat(position(vector.get("place")))
                    .isEqualTo(new Position(
                            expected.get(0).intValue(),
                            expected.get(1).intValue(),
                            expected.get(2).intValue()));
        });
    }

    @Test
    void expressionsHaveTheValuesOfTheVectors() throws IOException {
        List<CallEvent> events = events(ofCase("events").getFirst().get("events"));
        List<JsonNode> expressions = ofCase("expression").stream()
                .filter(vector -> !vector.has("refused"))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(50);
        List<String> texts = expressions.stream()
                .map(vector -> vector.get("expression").textValue())
                .toList();

        RowView row = row(texts, events);

        for (int i = 0; i < texts.size(); i++) {
            compare(row, i, expressions.get(i).get("value"), texts.get(i));
        }
    }

    @Test
    void eventsGiveTheFeaturesOfTheVectors() throws IOException {
        List<JsonNode> sets = ofCase("features");
        assertThat(sets).hasSizeGreaterThanOrEqualTo(200);
        for (int set = 0; set < sets.size(); set++) {
            List<String> texts = new ArrayList<>();
            sets.get(set).get("expressions").forEach(text -> texts.add(text.textValue()));

            RowView row = row(texts, events(sets.get(set).get("events")));

            for (int i = 0; i < texts.size(); i++) {
                compare(row, i, sets.get(set).get("features").get(i), "set " + set + ": " + texts.get(i));
            }
        }
    }

    private static void compare(RowView row, int index, JsonNode expected, String what) {
        assertThat(row.isNull(index)).as(what).isEqualTo(expected.isNull());
        if (!expected.isNull()) {
            float value = expected.floatValue();
            assertThat(row.value(index)).as(what).isCloseTo(value, within(1e-6f * (1 + Math.abs(value))));
        }
    }

    private RowView row(List<String> expressions, List<CallEvent> events) throws IOException {
        EntityFeatures features = new EntityFeatures(DefinitionsForTests.ofCaller(folder, expressions), ANY_LATENESS);
        EntityState state = features.empty();
        for (CallEvent event : events) {
            features.apply(state, new EventFacts(event, CallEvents.RANGES));
        }
        features.encode(state, 1);
        RowView row = new RowView();
        row.wrap(ByteBuffer.wrap(features.rows(state).getFirst().packed()));
        return row;
    }

    private List<JsonNode> ofCase(String name) {
        return vectors.stream()
                .filter(vector -> vector.get("case").textValue().equals(name))
                .toList();
    }

    private static @Nullable Position position(@Nullable JsonNode degrees) {
        return degrees == null
                ? null
                : Position.of(degrees.get(0).doubleValue(), degrees.get(1).doubleValue());
    }

    private static List<CallEvent> events(JsonNode array) {
        List<CallEvent> events = new ArrayList<>();
        for (JsonNode event : array) {
            String trunk = event.get(5).asText("");
            events.add(new CallEvent(
                    EventKind.valueOf(event.get(0).textValue().toUpperCase(Locale.ROOT)),
                    event.get(2).textValue(),
                    event.get(3).textValue(),
                    event.get(4).textValue(),
                    trunk.isEmpty() ? null : trunk,
                    event.get(1).longValue(),
                    event.get(6).longValue(),
                    position(event.get(7))));
        }
        return events;
    }
}
