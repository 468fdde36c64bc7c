package io.voxguard.serving.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each field of a call, read and refused. */
class CallDraftTest {
    private static final long NOW = Instant.parse("2026-03-02T08:15:30Z").toEpochMilli();
    private final CallDraft draft = new CallDraft(catalogue(), NOW);

    @Test
    void callHasTheFieldsThatWereRead() {
        draft.callId("c-1");
        draft.caller("+14155550100");
        draft.callee("112");
        draft.trunk("edge.eu:1");
        draft.startedAt("2026-03-02T10:00:00.250+01:30");
        draft.override("hour", 3);
        draft.override("stats:ratio", 0.5);

        Call call = draft.call();

        assertThat(call)
                .isEqualTo(new Call(
                        "c-1",
                        "+14155550100",
                        "112",
                        "edge.eu:1",
                        Instant.parse("2026-03-02T08:30:00.250Z").toEpochMilli(),
                        5400,
                        Map.of("request:hour", 3f, "stats:ratio", 0.5f)));
    }

    @Test
    void callWithoutTheOptionalFieldsStartsNow() {
        draft.caller("100");
        draft.callee("200");

        assertThat(draft.missing()).isNull();
        assertThat(draft.call()).isEqualTo(new Call(null, "100", "200", null, NOW, 0, Map.of()));
    }

    @Test
    void callerAndCalleeAreRequired() {
        assertProblem(draft.missing(), "caller", "nothing");
        draft.caller("100");
        assertProblem(draft.missing(), "callee", "nothing");
        assertThatThrownBy(draft::call).isInstanceOf(IllegalStateException.class);
        draft.callee("200");
        assertThat(draft.missing()).isNull();
    }

    @Test
    void callIdIsKnownEvenIfTheCallIsRefused() {
        draft.callId("c-1");
        draft.caller("bob");

        assertThat(draft.callIdSoFar()).isEqualTo("c-1");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "128, true", "129, false"})
    void callIdHasOneTo128Characters(int length, boolean sound) {
        Problem problem = draft.callId("x".repeat(length));

        assertThat(problem == null).isEqualTo(sound);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "100", "123456789012345", "+1234567", "+123456789012345"})
    void validCallerNumbersAreAccepted(String number) {
        assertThat(draft.caller(number)).isNull();
        assertThat(draft.callee(number)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "1234567890123456",
                "+1234567890123456",
                "++1234567",
                "1-800",
                "12 34567",
                "bob",
                "١٢٣",
                "+12345678a",
                "1+234567",
                " 100",
                "tel:100"
            })
    void textsThatAreNotNumbersAreRefused(String text) {
        assertProblem(draft.caller(text), "caller", '"' + text + '"');
        assertProblem(draft.callee(text), "callee", '"' + text + '"');
    }

    /** Short numbers behind a country code are called, but do not call. */
    @ParameterizedTest
    @CsvSource({"+12, false", "+112, true", "+49112, true", "+123456, true"})
    void shortNumbersWithAPlusAreAcceptedAsCalleesOnly(String number, boolean callee) {
        assertProblem(draft.caller(number), "caller", '"' + number + '"');
        assertThat(draft.callee(number) == null).isEqualTo(callee);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z9", "edge-1.eu_west:5060", "0"})
    void validTrunkNamesAreAccepted(String trunk) {
        assertThat(draft.trunk(trunk)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "trünk", "a|b", "{a}", "a\n"})
    void textsThatAreNoTrunks(String trunk) {
        assertProblem(draft.trunk(trunk), "trunk", '"' + trunk + '"');
    }

    @Test
    void trunkHasAtMost64Characters() {
        assertThat(draft.trunk("x".repeat(64))).isNull();
        assertThat(draft.trunk("x".repeat(65))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:15:30Z, 2026-03-02T08:15:30Z, 0",
        "2026-03-02T08:15:30.123456789Z, 2026-03-02T08:15:30.123Z, 0",
        "2026-03-02T08:15+02:00, 2026-03-02T06:15:00Z, 7200",
        "2026-03-02T00:15:30-08:00, 2026-03-02T08:15:30Z, -28800",
        "2000-01-01T00:00:00Z, 2000-01-01T00:00:00Z, 0",
        "2026-03-03T08:15:30Z, 2026-03-03T08:15:30Z, 0", // a day from now
    })
    void startIsReadWithItsOffset(String text, Instant instant, int offset) {
        draft.caller("100");
        draft.callee("200");

        assertThat(draft.startedAt(text)).isNull();

        assertThat(Instant.ofEpochMilli(draft.call().startedAtMs())).isEqualTo(instant);
        assertThat(draft.call().offsetSeconds()).isEqualTo(offset);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-03-02",
                "2026-03-02T08:15:30",
                "2026-03-02 08:15:30Z",
                "1772439330",
                "2026-02-30T00:00:00Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T08:15:30+19:00"
            })
    void malformedTimesAndTimesWithoutAnOffsetAreRefused(String text) {
        Problem problem = draft.startedAt(text);

        assertProblem(problem, "started_at", '"' + text + '"');
        assertThat(Objects.requireNonNull(problem).expected()).startsWith("RFC 3339 with an offset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1999-12-31T23:59:59Z",
                "2026-03-03T08:15:31Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z"
            })
    void timesOutOfRangeAreRefused(String text) {
        Problem problem = draft.startedAt(text);

        assertProblem(problem, "started_at", '"' + text + '"');
        assertThat(Objects.requireNonNull(problem).expected()).isEqualTo("a time from 2000-01-01 to a day from now");
    }

    @ParameterizedTest
    @CsvSource({
        "hour, 3, request:hour",
        "hour, -16777216, request:hour",
        "hour, 16777216, request:hour",
        "request:hour, 3, request:hour",
        "stats:ratio, 1e30, stats:ratio",
        "stats:seen, 0, stats:seen",
        "stats:seen, 1, stats:seen",
        "stats:total, 1e15, stats:total",
    })
    void contextMayHoldRequestFeaturesAndFeaturesOfViews(String name, double value, String reference) {
        draft.caller("100");
        draft.callee("200");

        assertThat(draft.override(name, value)).isNull();

        assertThat(draft.call().overrides()).containsOnly(Map.entry(reference, (float) value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hour", "stats:ratio", "stats:seen", "stats:total"})
    void nullInTheContextBecomesNan(String name) {
        draft.caller("100");
        draft.callee("200");

        assertThat(draft.override(name, Double.NaN)).isNull();

        assertThat(draft.call().overrides().values()).singleElement().satisfies(value -> assertThat(value)
                .isNaN());
    }

    @ParameterizedTest
    @CsvSource({
        "hour, 1.5, 'an integer up to 16777216, either sign'",
        "hour, 16777217, 'an integer up to 16777216, either sign'",
        "hour, -16777217, 'an integer up to 16777216, either sign'",
        "stats:total, 0.5, an integer",
        "stats:seen, 2, 'true, false, 1 or 0'",
        "stats:seen, 0.5, 'true, false, 1 or 0'",
        "stats:ratio, 1e39, a number that fits 4 bytes",
        "stats:ratio, -1e39, a number that fits 4 bytes",
        "stats:ratio, Infinity, a number that fits 4 bytes",
    })
    void valuesThatAreNotOfTheFeaturesTypeAreRefused(String name, double value, String expected) {
        Problem problem = draft.override(name, value);

        assertProblem(problem, "context." + name, String.valueOf(value));
        assertThat(Objects.requireNonNull(problem).expected()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minute", "stats:minute", "other:ratio", "", ":", "stats:", ":hour", "request:ratio"})
    void unknownFeaturesAreRefused(String name) {
        assertProblem(draft.override(name, 1), "context." + name, "an unknown one");
    }

    private static void assertProblem(@Nullable Problem problem, String field, String got) {
        Problem known = Objects.requireNonNull(problem, field);
        assertThat(known.field()).isEqualTo(field);
        assertThat(known.got()).isEqualTo(got);
    }

    private static FeatureCatalogue catalogue() {
        FeatureView stats = new FeatureView(
                "stats",
                List.of(new JoinKey("caller", ValueType.STRING, EntityKind.CALLER)),
                Duration.ofHours(1),
                List.of(
                        feature("ratio", ValueType.FLOAT32),
                        feature("seen", ValueType.BOOL),
                        feature("total", ValueType.INT64)),
                new Layout.FeastHash("p", "stats", 3),
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
        return new FeatureCatalogue(
                Map.of("stats", stats), Map.of(), List.of(feature("hour", ValueType.INT32)), Map.of(), Map.of());
    }

    private static Feature feature(String name, ValueType type) {
        return new Feature(name, type, "unit", 0, "meaning");
    }
}
