package io.voxguard.catalogue.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.Document;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.type.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureViewFileTest {
    private static final String PACKED = """
            view: caller_stats
            id: 9
            version: 2
            entity: caller
            ttl: PT2H
            push_source: stats_push
            timestamp_field: at
            features:
              - {name: calls, type: int32, unit: calls, default: 3, meaning: number of calls}
              - {name: ratio, type: float32, unit: ratio, meaning: share of calls}
              - {name: seen, type: bool, unit: flag, default: true, meaning: known or not}
            """;
    private static final String FEAST = """
            view: caller_stats
            layout: feast
            project: voice_fraud
            key_serialization: 2
            ttl: P7D
            join_keys:
              - {name: caller_id, type: string}
              - {name: account, type: int64}
              - {name: number, type: string, party: callee}
            features:
              - {name: tags, type: string_list, unit: tag, meaning: tags}
            """;

    @TempDir
    private Path folder;

    @Test
    void everyFieldOfAPackedViewIsRead() {
        FeatureView view = read(PACKED);

        assertThat(view.name()).isEqualTo("caller_stats");
        assertThat(view.layout()).isEqualTo(new Layout.Packed(9, 2));
        assertThat(view.packed().version()).isEqualTo(2);
        assertThat(view.joinKeys()).containsExactly(new JoinKey("caller", ValueType.STRING, EntityKind.CALLER));
        assertThat(view.ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(view.writing().pushSource()).contains("stats_push");
        assertThat(view.writing().timestampField()).isEqualTo("at");
        assertThat(view.features())
                .containsExactly(
                        new Feature("calls", ValueType.INT32, "calls", 3, "number of calls"),
                        new Feature("ratio", ValueType.FLOAT32, "ratio", Float.NaN, "share of calls"),
                        new Feature("seen", ValueType.BOOL, "flag", 1, "known or not"));
        assertThat(view.indexOf("seen")).isEqualTo(2);
        assertThat(view.indexOf("other")).isEqualTo(-1);
        assertThat(view.party()).contains(EntityKind.CALLER);
    }

    @Test
    void everyFieldOfAFeastViewIsRead() {
        FeatureView view = read(FEAST);

        assertThat(view.layout()).isEqualTo(new Layout.FeastHash("voice_fraud", "caller_stats", 2));
        assertThat(view.ttl()).isEqualTo(Duration.ofDays(7));
        assertThat(view.joinKeys())
                .containsExactly(
                        new JoinKey("caller_id", ValueType.STRING, EntityKind.CALLER),
                        new JoinKey("account", ValueType.INT64, null),
                        new JoinKey("number", ValueType.STRING, EntityKind.CALLEE));
        assertThat(view.keyedByCall()).isFalse();
        assertThat(view.party()).isEmpty();
        assertThat(view.writing().pushSource()).isEmpty();
        assertThat(view.writing().timestampField()).isEqualTo("event_timestamp");
        assertThatThrownBy(view::packed).hasMessageContaining("caller_stats");
    }

    @Test
    void keysAreSerializedInVersionThreeUnlessSaid() {
        FeatureView view = read(FEAST.replace("key_serialization: 2\n", ""));

        assertThat(view.layout()).isEqualTo(new Layout.FeastHash("voice_fraud", "caller_stats", 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "view: caller_stats | view: 5        | view: expected a text",
                "view: caller_stats | name: x        | view: expected a text, got null",
                "id: 9              | id: nine       | id: expected an integer, got nine",
                "id: 9              | id: 9.5        | id: expected an integer, got 9.5",
                "id: 9              | # no id        | id: expected an integer, got null",
                "version: 2         | version: '2'   | version: expected an integer, got 2",
                "version: 2         | # no version   | version: expected an integer, got null",
                "entity: caller     | entity: user   | entity: expected one of [caller, callee, trunk], got user",
                "entity: caller     | entity: CALLER | entity: expected one of [caller, callee, trunk], got CALLER",
                "entity: caller     | # no entity    | entity: expected a text, got null",
                "ttl: PT2H          | ttl: 2h        | ttl: expected an ISO 8601 duration such as PT2H or P7D, got 2h",
                "ttl: PT2H          | ttl: PT0S      | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: -PT2H     | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: P0D       | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: P-1D      | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: P1M       | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: P1M2D     | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: P1Y1D     | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: PT9223372036854775808S | ttl: expected an ISO 8601 duration",
                "ttl: PT2H          | ttl: 7200      | ttl: expected a text, got 7200",
                "ttl: PT2H          | # no ttl       | ttl: expected a text, got null",
                "push_source: stats_push | push_source: [a] | push_source: expected a text",
                "timestamp_field: at | timestamp_field: 1 | timestamp_field: expected a text",
                "name: calls, type: int32 | type: int32 | features: name: expected a text, got null",
                "name: ratio        | name: calls    | features: name: expected each name once, got calls",
                "type: int32        | type: int      | features: type: expected one of [bytes, string, int32",
                "type: int32, unit  | unit           | features: type: expected a text, got null",
                "unit: calls,       | unit: 1,       | features: unit: expected a text, got 1",
                "unit: calls,       |                | features: unit: expected a text, got null",
                "default: 3         | default: none  | features: default: expected a number, got none",
                "default: 3         | default: 1e39  | features: default: expected a finite number",
                "default: 3         | default: .inf  | features: default: expected a finite number",
                "default: 3         | default: .nan  | features: default: expected a finite number",
                "default: 3         | default: [3]   | features: default: expected a number, got [3]",
                "meaning: number of calls | meaning: 7 | features: meaning: expected a text, got 7",
                "entity: caller     | layout: rows   | layout: expected packed or feast, got rows",
                "type: int32        | type: int64    | layout: expected feast for a view with calls of int64: packed rows hold",
                "type: float32      | type: string   | layout: expected feast for a view with ratio of string",
            })
    void wrongFieldOfAPackedViewIsNamedWithItsFile(String right, String wrong, String why) {
        assertWrong(PACKED, right, wrong, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "project: voice_fraud | # no project | project: expected a text, got null",
                "project: voice_fraud | project: 1 | project: expected a text, got 1",
                "key_serialization: 2 | key_serialization: 1 | key_serialization: expected 2 or 3, got 1",
                "key_serialization: 2 | key_serialization: 4 | key_serialization: expected 2 or 3, got 4",
                "key_serialization: 2 | key_serialization: two | key_serialization: expected an integer, got two",
                "type: int64 | type: float64 | join_keys: type: expected string, bytes, int32, int64 or unix_timestamp, got float64",
                "type: int64 | type: text | join_keys: type: expected one of [bytes, string",
                "name: account | name: caller_id | join_keys: name: expected each name once, got caller_id",
                "name: account, | | join_keys: name: expected a text, got null",
                "party: callee | party: someone | join_keys: party: expected one of [caller, callee, trunk], got someone",
                "features: | feature: | features: expected a list, got null",
                "type: string_list | type: strings | features: type: expected one of [",
            })
    void wrongFieldOfAFeastViewIsNamedWithItsFile(String right, String wrong, String why) {
        assertWrong(FEAST, right, wrong, why);
    }

    @Test
    void rowsAreValidForTheTtlAfterTheirEventTime() {
        FeatureView view = read(PACKED); // two hours
        FeatureView forever =
                new FeatureView("v", view.joinKeys(), Duration.ZERO, view.features(), view.layout(), view.writing());

        assertThat(view.covers(10_000_000 - 7_200_000, 10_000_000)).isTrue();
        assertThat(view.covers(10_000_000 - 7_200_001, 10_000_000)).isFalse();
        assertThat(view.covers(10_000_001, 10_000_000)).isTrue();
        assertThat(forever.covers(0, Long.MAX_VALUE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "caller, CALLER", "caller_id, CALLER", "callee, CALLEE", "callee_id, CALLEE", "trunk, TRUNK",
        "trunk_id, TRUNK", "caller_number,", "Caller,", "id,", "trunk_id_id,"
    })
    void joinKeyNamesThePartyWhoseNameItHas(String name, EntityKind party) {
        assertThat(JoinKey.named(name, ValueType.STRING).party()).isEqualTo(party);
    }

    private void assertWrong(String file, String right, String wrong, String why) {
        String changed = file.replace(right, wrong == null ? "" : wrong);
        assertThat(changed).isNotEqualTo(file);
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith(folder.resolve("stats.yaml") + ": ")
                .hasMessageContaining(why);
    }

    private FeatureView read(String yaml) {
        try {
            return FeatureViewFile.read(Document.read(Files.writeString(folder.resolve("stats.yaml"), yaml)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
