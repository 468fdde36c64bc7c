package io.voxguard.calls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.testing.EventSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events of the progress of a call, as they are read and written, against the schemas and examples of {@code docs/events}. */
class CallProgressJsonTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:20:00Z");
    private static final String ENDED = """
            {"call_id":"c-1","caller":"+817060299810","callee":"112","trunk":"tokyo-3",\
            "caller_location":{"latitude":35.5,"longitude":-139},\
            "started_at":"2026-03-02T17:15:30+09:00","ended_at":"2026-03-02T08:16:20.5Z","duration_s":41,"cause":"busy"}""";

    @Test
    void allFieldsAreRead() {
        assertThat(read(CallEventType.ENDED, ENDED))
                .isEqualTo(new CallEnded(
                        "c-1",
                        "+817060299810",
                        "112",
                        "tokyo-3",
                        new CallerLocation(35.5, -139),
                        OffsetDateTime.parse("2026-03-02T17:15:30+09:00"),
                        OffsetDateTime.parse("2026-03-02T08:16:20.5Z"),
                        41,
                        "busy"));
    }

    @Test
    void optionalFieldsMayBeNullOrAbsent() {
        CallProgress started = read(
                CallEventType.STARTED,
                "{\"call_id\":\"c\",\"caller\":\"1\",\"callee\":\"2\",\"trunk\":null,\"caller_location\":null,\"started_at\":\"2026-03-02t08:15:30z\"}");

        assertThat(started.trunk()).isNull();
        assertThat(started.callerLocation()).isNull();
        assertThat(started.time()).isEqualTo(OffsetDateTime.parse("2026-03-02T08:15:30Z"));
    }

    @Test
    void fieldsOfLaterVersionsAreSkipped() {
        assertThat(read(CallEventType.ENDED, ENDED.replaceFirst("\\{", "{\"later\":{\"a\":[1]},")))
                .isEqualTo(read(CallEventType.ENDED, ENDED));
    }

    @Test
    void fieldsOfLaterVersionsInTheLocationAreSkipped() {
        String more = "\"caller_location\":{\"caller_location\":{\"latitude\":1},\"cell\":[7],";

        assertThat(read(CallEventType.ENDED, ENDED.replace("\"caller_location\":{", more)))
                .isEqualTo(read(CallEventType.ENDED, ENDED));
    }

    @ParameterizedTest
    @CsvSource({"90, 180", "-90, -180", "0, -0.0", "1e-7, 1.7976931348623157E2", "51.477811, 33"})
    void locationIsWrittenAsItWasRead(String latitude, String longitude) {
        CallProgress given =
                read(CallEventType.ENDED, ENDED.replace("35.5", latitude).replace("-139", longitude));

        String event = new String(CallProgressJson.cloudEvent(given, "/test"), UTF_8);

        assertThat(EventSchemas.problemsOfProgress(event)).isEmpty();
        assertThat(read(CallEventType.ENDED, event.substring(event.indexOf("\"data\":") + 7, event.length() - 1)))
                .isEqualTo(given);
    }

    @ParameterizedTest
    @EnumSource
    void documentedExampleIsReadAndWrittenAsItIs(CallEventType type) throws IOException {
        String example = Files.readString(EventSchemas.folder().resolve("call-examples/" + type.label() + ".json"));
        String compact = example.replaceAll("\\s", "");
        String data = compact.substring(compact.indexOf("\"data\":") + 7, compact.length() - 1);

        String written = new String(CallProgressJson.cloudEvent(read(type, data), "/voxguard/feature-serving"), UTF_8);

        assertThat(EventSchemas.problemsOfProgress(example)).isEmpty();
        assertThat(written).isEqualTo(compact);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"call_id\":\"c-1\"|\"call_id\":\"\"|call_id|1 to 128 characters|\"\"",
                "\"call_id\":\"c-1\",||call_id|1 to 128 characters|nothing",
                "+817060299810|+8170|caller|a number: 1 to 15 digits, with a leading + 7 to 15 (E.164)|\"+8170\"",
                "\"+817060299810\"|817060299810|caller|a number: 1 to 15 digits, with a leading + 7 to 15 (E.164)|817060299810",
                "\"112\"|\"1-1-2\"|callee|a number: 1 to 15 digits, with a leading + 3 to 15 (E.164)|\"1-1-2\"",
                "\"112\"|null|callee|a number: 1 to 15 digits, with a leading + 3 to 15 (E.164)|nothing",
                "tokyo-3|tokyo 3|trunk|1 to 64 letters, digits, or any of . _ : -|\"tokyo 3\"",
                "\"tokyo-3\"|[\"t\"]|trunk|1 to 64 letters, digits, or any of . _ : -|a list",
                "17:15:30+09:00|17:15:30|started_at|RFC 3339 with an offset, as 2026-03-02T08:15:30Z|\"2026-03-02T17:15:30\"",
                "17:15:30+09:00|17:15Z|started_at|RFC 3339 with an offset, as 2026-03-02T08:15:30Z|\"2026-03-02T17:15Z\"",
                "2026-03-02T17|2026-02-29T17|started_at|RFC 3339 with an offset, as 2026-03-02T08:15:30Z|\"2026-02-29T17:15:30+09:00\"",
                "2026-03-02T17|1999-12-31T17|started_at|a time from 2000-01-01 to a day from now|\"1999-12-31T17:15:30+09:00\"",
                "2026-03-02T08|2026-03-03T09|ended_at|a time from 2000-01-01 to a day from now|\"2026-03-03T09:16:20.5Z\"",
                "2026-03-02T08:16|2026-03-02T08:14|ended_at|a time not before started_at|2026-03-02T08:14:20.5Z",
                ":41|:52|duration_s|whole seconds, from 0 to the time from started_at to ended_at|52",
                ":41|:-1|duration_s|whole seconds, from 0 to the time from started_at to ended_at|-1",
                ":41|:41.0|duration_s|whole seconds, from 0 to the time from started_at to ended_at|41.0",
                ":41|:\"41\"|duration_s|whole seconds, from 0 to the time from started_at to ended_at|\"41\"",
                ":41|:9223372036854775808|duration_s|whole seconds, from 0 to the time from started_at to ended_at|9223372036854775808",
                "\"duration_s\":41,||duration_s|whole seconds, from 0 to the time from started_at to ended_at|nothing",
                "\"busy\"|{\"code\":17}|cause|1 to 64 characters|an object",
                "busy|\\ud83d|cause|text of whole characters, without half a surrogate pair|\"\\ud83d\"",
                "\"cause\"|\"callee\"|callee|one field|a duplicate field",
                "{\"latitude\":35.5,\"longitude\":-139}|[35.5,-139]|caller_location|an object with latitude and longitude|a list",
                "{\"latitude\":35.5,\"longitude\":-139}|{}|caller_location.latitude|degrees from -90 to 90|nothing",
                "{\"latitude\":35.5,|{|caller_location.latitude|degrees from -90 to 90|nothing",
                ",\"longitude\":-139||caller_location.longitude|degrees from -180 to 180|nothing",
                "35.5|null|caller_location.latitude|degrees from -90 to 90|nothing",
                "35.5|90.000001|caller_location.latitude|degrees from -90 to 90|90.000001",
                "35.5|-91|caller_location.latitude|degrees from -90 to 90|-91",
                "-139|180.5|caller_location.longitude|degrees from -180 to 180|180.5",
                "-139|-1e999|caller_location.longitude|degrees from -180 to 180|-1e999",
                "-139|18446744073709551616|caller_location.longitude|degrees from -180 to 180|18446744073709551616",
                "35.5|\"35.5\"|caller_location.latitude|degrees from -90 to 90|\"35.5\"",
                "35.5|true|caller_location.latitude|degrees from -90 to 90|true",
                "35.5|{\"latitude\":1}|caller_location.latitude|degrees from -90 to 90|an object",
                "\"longitude\"|\"latitude\"|caller_location.latitude|one field|a duplicate field"
            })
    void wrongFieldIsNamed(String part, String wrong, String field, String expected, String got) {
        assertThat(ENDED).contains(part);

        Refused refusal = refusal(CallEventType.ENDED, ENDED.replace(part, wrong == null ? "" : wrong));

        assertThat(refusal.kind()).isEqualTo(Refused.Kind.INVALID);
        assertThat(refusal.problem()).isEqualTo(new Problem(field, expected, got));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{}x", "{\"a\":1", "\u00ff", "{\"duration_s\":1e}", "{\"a\":NaN}"})
    void otherBytesAreRefused(String data) {
        assertThat(catchThrowableOfType(
                        Refused.class,
                        () -> CallProgressJson.read(
                                CallEventType.STARTED, data.getBytes(StandardCharsets.ISO_8859_1), NOW)))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.problem().field()).isEqualTo("data"));
    }

    @Test
    void talkMayBeASecondLongerThanRoundedTimesLeaveRoomFor() {
        String rounded = ENDED.replace("08:16:20.5Z", "08:15:30Z").replace(":41", ":1");

        assertThat(((CallEnded) read(CallEventType.ENDED, rounded)).durationSeconds())
                .isEqualTo(1);
        assertThat(refusal(CallEventType.ENDED, rounded.replace(":1,", ":2,"))
                        .problem()
                        .field())
                .isEqualTo("duration_s");
    }

    @Test
    void typesAreFoundByTheirNames() {
        assertThat(CallEventType.ofCloudEvent("io.voxguard.call.answered.v1")).contains(CallEventType.ANSWERED);
        assertThat(CallEventType.ofCloudEvent("io.voxguard.call.scored.v1")).isEmpty();
        assertThat(CallEventType.labelled("ended")).contains(CallEventType.ENDED);
        assertThat(CallEventType.labelled("Ended")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "call.started, call.begun",
        "\"call_id\", \"id\"",
        "\"partitionkey\", \"partition\"",
        "+09:00, ''",
        "tokyo-3, tokyo 3",
        "35.6812, 95",
        "\"longitude\", \"length\"",
        "schemas/call-started.v1.json, schemas/call-ended.v1.json"
    })
    void schemaRefusesAWrongField(String part, String wrong) throws IOException {
        String example = Files.readString(EventSchemas.folder().resolve("call-examples/started.json"));

        assertThat(example).contains(part);
        assertThat(EventSchemas.problemsOfProgress(example.replace(part, wrong)))
                .isNotEmpty();
    }

    private static CallProgress read(CallEventType type, String data) {
        return CallProgressJson.read(type, data.getBytes(UTF_8), NOW);
    }

    private static Refused refusal(CallEventType type, String data) {
        return catchThrowableOfType(Refused.class, () -> read(type, data));
    }
}
