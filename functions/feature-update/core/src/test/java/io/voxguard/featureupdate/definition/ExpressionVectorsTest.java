package io.voxguard.featureupdate.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Expressions that are refused, as the training refuses them: {@code docs/wire/feature-definition-vectors.jsonl}. */
class ExpressionVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("voxguard.root"), "docs/wire/feature-definition-vectors.jsonl");

    static Stream<JsonNode> refused() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> lines = Files.readAllLines(VECTORS);
        assertThat(lines).hasSizeGreaterThan(300);
        return lines.stream()
                .map(line -> {
                    try {
                        return json.readTree(line);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(vector -> vector.has("refused"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void expressionIsRefusedWithPositionExpectationAndToken(JsonNode vector) {
        String expression = vector.get("expression").textValue();

        InvalidExpression refusal =
                catchThrowableOfType(InvalidExpression.class, () -> ExpressionReader.read(expression, new HashMap<>()));

        assertThat(refusal).as(expression).isNotNull();
        JsonNode expected = vector.get("refused");
        assertThat(refusal.position()).isEqualTo(expected.get("at").intValue());
        assertThat(refusal.expected()).isEqualTo(expected.get("expected").textValue());
        assertThat(refusal.got()).isEqualTo(expected.get("got").textValue());
    }
}
