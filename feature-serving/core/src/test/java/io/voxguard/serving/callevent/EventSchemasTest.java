package io.voxguard.serving.callevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.EventSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas in {@code docs/events}: they accept the examples, and refuse what is not an event. */
class EventSchemasTest {
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EventSchemas.folder().resolve("examples"))) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsValid(Path example) throws IOException {
        assertThat(EventSchemas.problems(Files.readString(example))).isEmpty();
    }

    @Test
    void eventWithUnknownFieldsIsValid() throws IOException {
        assertThat(EventSchemas.problems(byRules()
                        .replaceFirst("\\{", "{\"later\":1,")
                        .replace("\"data\": {", "\"data\": {\"later\": {\"a\": 1},")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "\"severity\": \"critical\", \"severity\": \"high\"",
        "\"decision\": \"block\", \"decision\": \"allow\"",
        "\"numbers\": \"plain\", \"numbers\": \"hash\"",
        "\"action\": \"block\", \"action\": \"stop\"",
        "\"revision\": 7, \"revision\": \"7\"",
        "\"partitionkey\", \"partition\"",
        "\"callee\", \"called\"",
        "+442071838750, unknown",
        "T08:15:30Z, ' 08:15:30'",
        "schemas/detection.v1.json, schemas/call-scored.v1.json"
    })
    void eventWithAWrongFieldIsInvalid(String part, String wrong) throws IOException {
        assertThat(byRules()).contains(part);
        assertThat(EventSchemas.problems(byRules().replace(part, wrong))).isNotEmpty();
    }

    private static String byRules() throws IOException {
        return Files.readString(EventSchemas.folder().resolve("examples/detection-by-rules.json"));
    }
}
