package io.voxguard.featureupdate.definition;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
    private static final String FEAST = """
            view: pace
            layout: feast
            project: voice_fraud
            join_keys:
              - {name: caller_id, type: string, party: caller}
            ttl: PT2H
            features:
              - {name: calls, type: int64, unit: calls, meaning: x, compute: "count(started, 1m)"}
              - {name: talk, type: float64, unit: seconds, meaning: x, compute: "sum(duration_s, ended, 1h)"}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: int64      | type: string | pace:calls: type: expected int32, int64, float32, float64 or bool for a feature with compute, got string",
                "type: string     | type: int64  | pace: join_keys.type: expected string for a view with compute, got int64",
                "'caller_id, type: string, party: caller'|'account, type: string'|pace: entity: expected caller, callee or trunk for a view with compute",
                "count(started    | count(begun  | pace:calls: compute: ",
                "', compute: \"count(started, 1m)\"' | '' | pace:calls: compute: expected an expression, since other features of the view have one, got nothing",
            })
    void definitionThatCannotBeComputedIsRefused(String shown, String instead, String message) throws IOException {
        Files.writeString(folder.resolve("pace.yaml"), FEAST.replaceFirst(Pattern.quote(shown), instead));

        assertThatThrownBy(() -> Definitions.of(FeatureCatalogue.read(folder)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(message);
    }
}
