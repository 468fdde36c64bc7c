package io.voxguard.serving.ingest;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.entity.KeyValues;
import io.voxguard.serving.feature.MemoryStore;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.ValueEncoder;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.row.RowView;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that are pushed, in either layout, and the frames that are refused before anything is written. */
class FeatureIngestTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");
    private static final FeatureView PACKED = Views.packed(
            "stats", 5, Views.CALLER, feature("calls", ValueType.INT32), feature("ratio", ValueType.FLOAT32));
    private static final FeatureView HASH = Views.view(
            "names",
            List.of(Views.CALLER),
            new Layout.FeastHash("p", "names", 3),
            feature("name", ValueType.STRING),
            feature("total", ValueType.INT64));
    private static final FeatureView MAPPED = new FeatureView(
            "mapped",
            List.of(Views.CALLER),
            Duration.ofHours(1),
            List.of(feature("calls", ValueType.INT32)),
            new Layout.Packed(6, 1),
            new Writing(Optional.of("stats_push"), "at", Map.of("n_calls", "calls")));

    private final MemoryStore store = new MemoryStore();
    private final List<String> changed = new ArrayList<>();

    @Test
    void packedRowHoldsItsValuesAndLivesAnHourBeyondItsTtl() throws Exception {
        List<RowResult> results = write(PACKED, frame("a"));

        assertThat(results).containsExactly(new RowResult(0, "stats", EventWriteOutcome.WRITTEN));
        EventWrite.OfRow row = (EventWrite.OfRow) store.merged.getFirst();
        assertThat(MemoryStore.text(row.key())).isEqualTo("fv:{a}:stats");
        assertThat(row.eventTimeMs()).isEqualTo(NOW.toEpochMilli());
        assertThat(row.ttl()).isEqualTo(Duration.ofHours(2));
        RowView read = new RowView();
        assertThat(read.wrap(ByteBuffer.wrap(row.row()))).isNull();
        assertThat(read.schemaId()).isEqualTo(SchemaId.of(5, 1));
        assertThat(read.eventTimeMs()).isEqualTo(NOW.toEpochMilli());
        assertThat(read.value(0)).isEqualTo(3);
        assertThat(read.isNull(1)).isTrue();
    }

    @Test
    void hashHasAFieldForEachFeatureAndOneForTheEventTime() throws Exception {
        DataFrame frame = columns(
                1,
                "caller",
                values("a"),
                "name",
                values("x"),
                "total",
                values((Object) null),
                "event_timestamp",
                values("2026-03-02T08:15:30.123456Z"));

        write(HASH, frame);

        EventWrite.OfHash hash = (EventWrite.OfHash) store.merged.getFirst();
        EventTime time = new EventTime(NOW.getEpochSecond(), 123_456_000);
        assertThat(hash.timeField()).isEqualTo(FeastFields.eventTime("names"));
        assertThat(hash.time()).isEqualTo(time.bytes());
        assertThat(hash.seconds()).isEqualTo(time.seconds());
        assertThat(hash.nanos()).isEqualTo(time.nanos());
        assertThat(hash.ttl()).isEqualTo(Duration.ofDays(3));
        assertThat(hash.fields()).hasSize(4);
        assertThat(hash.fields().get(0)).isEqualTo(FeastFields.feature("names", "name"));
        assertThat(hash.fields().get(1)).isEqualTo(ValueEncoder.encode(ValueType.STRING, "x"));
        assertThat(hash.fields().get(2)).isEqualTo(FeastFields.feature("names", "total"));
        assertThat(hash.fields().get(3)).as("null").isEmpty();
    }

    @Test
    void resultsAreByRowAndThenByView() throws Exception {
        Map<String, List<@Nullable Object>> columns =
                new LinkedHashMap<>(frame("a", "b").columns());
        columns.put("at", columns.get("event_timestamp"));

        List<RowResult> results = ingest(KeyValues.STRICT, PACKED, MAPPED)
                .write(List.of(PACKED, MAPPED), new DataFrame(columns, 2), NOW.toEpochMilli(), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();

        assertThat(results)
                .extracting(result -> result.row() + " " + result.view())
                .containsExactly("0 stats", "0 mapped", "1 stats", "1 mapped");
    }

    @ParameterizedTest
    @EnumSource(EventWriteOutcome.class)
    void outcomeIsThatOfTheStore(EventWriteOutcome outcome) throws Exception {
        store.written = outcome;

        assertThat(write(PACKED, frame("a"))).containsExactly(new RowResult(0, "stats", outcome));
    }

    @Test
    void writtenKeysAreReportedAsChanged() throws Exception {
        write(PACKED, frame("a", "b"));

        assertThat(changed).containsExactly("fv:{a}:stats", "fv:{b}:stats");
    }

    @Test
    void manyRowsAreWrittenInSeveralRoundTrips() throws Exception {
        Object[] callers = new Object[600];
        Arrays.setAll(callers, i -> "c" + i);

        assertThat(write(PACKED, frame(callers))).hasSize(600);

        assertThat(store.asked).containsExactly(256, 256, 88);
    }

    @Test
    void roundTripsWithoutRemainingTimeAreNotMade() throws Exception {
        List<RowResult> results = ingest(KeyValues.STRICT, PACKED)
                .write(List.of(PACKED), frame("a"), NOW.toEpochMilli(), Duration.ofSeconds(-1))
                .toCompletableFuture()
                .join();

        assertThat(results).containsExactly(new RowResult(0, "stats", EventWriteOutcome.TIMED_OUT));
        assertThat(store.merged).isEmpty();
    }

    @Test
    void mappedColumnIsUsedOrElseTheFeaturesName() throws Exception {
        write(MAPPED, columns(1, "caller", values("a"), "n_calls", values(4L), "at", values("2026-03-02")));
        write(MAPPED, columns(1, "caller", values("a"), "calls", values(5L), "at", values("2026-03-02")));

        RowView read = new RowView();
        read.wrap(ByteBuffer.wrap(((EventWrite.OfRow) store.merged.get(0)).row()));
        assertThat(read.value(0)).isEqualTo(4);
        read.wrap(ByteBuffer.wrap(((EventWrite.OfRow) store.merged.get(1)).row()));
        assertThat(read.value(0)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T08:15:30Z, 2026-03-02T08:15:30Z",
        "2026-03-02T08:15:30, 2026-03-02T08:15:30Z",
        "2026-03-02 08:15:30, 2026-03-02T08:15:30Z",
        "2026-03-02 08:15:30.123456789+00:00, 2026-03-02T08:15:30.123456789Z",
        "2026-03-02T10:15:30+02:00, 2026-03-02T08:15:30Z",
        "2026-03-02T03:15-05:00, 2026-03-02T08:15:00Z",
        "2026-03-02, 2026-03-02T00:00:00Z",
        "' 2026-03-02T08:15:30Z ', 2026-03-02T08:15:30Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    })
    void eventTimesAreReadAsDataFramesWriteThem(String text, Instant instant) throws Exception {
        write(HASH, names(text));

        EventWrite.OfHash hash = (EventWrite.OfHash) store.merged.getFirst();
        assertThat(Instant.ofEpochSecond(hash.seconds(), hash.nanos())).isEqualTo(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "now",
        "''",
        "2026-03-02T",
        "2026-02-30",
        "2026-03-02T25:00:00Z",
        "1772439330",
        "0000-12-31",
        "2026-03-02T08:15:30+25:00"
    })
    void textsThatAreNotEventTimesAreRefused(String text) {
        Refused bad = refused(HASH, names(text));

        assertThat(bad.problem())
                .isEqualTo(new Problem(
                        "df.event_timestamp[0]", "an event time, as 2026-03-02T08:15:30.123456Z", '"' + text + '"'));
    }

    @Test
    void integersAreNanosecondsInFeastsLayout() throws Exception {
        DataFrame frame = names(-1L);

        ingest(KeyValues.LIKE_FEAST, HASH)
                .write(List.of(HASH), frame, NOW.toEpochMilli(), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();

        EventWrite.OfHash hash = (EventWrite.OfHash) store.merged.getFirst();
        assertThat(hash.seconds()).isEqualTo(-1);
        assertThat(hash.nanos()).isEqualTo(999_999_999);
        assertThat(refused(HASH, frame).problem().field()).isEqualTo("df.event_timestamp[0]");
    }

    @ParameterizedTest
    @CsvSource({"2026-03-02T08:20:30Z, true", "2026-03-02T08:20:30.001Z, false", "9999-12-31T23:59:59Z, false"})
    void eventTimeMayLieAsFarAheadAsTheSkew(String text, boolean taken) throws Exception {
        if (taken) {
            assertThat(write(HASH, names(text))).hasSize(1);
        } else {
            assertThat(refused(HASH, names(text)).problem().expected())
                    .startsWith("an event time at most 300 s from now");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            delimiter = '|',
            value = {
                "caller | null | df.caller[1] | a string | null",
                "caller | 7 | df.caller[1] | a string | 7",
                "calls | x | df.calls[1] | an integer: int32 | \"x\"",
                "calls | 1.5 | df.calls[1] | an integer: int32 | 1.5",
                "ratio | x | df.ratio[1] | a number: float32 | \"x\"",
                "ratio | 1e39 | df.ratio[1] | a number that fits float32 | 1.0E39",
                "event_timestamp | null | df.event_timestamp[1] | an event time, as 2026-03-02T08:15:30.123456Z | null",
            })
    void wrongCellIsNamedByColumnAndRowAndNothingIsWritten(
            String column, @Nullable String value, String field, String expected, String got) {
        DataFrame frame = frame("a", "b");
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>(frame.columns());
        List<@Nullable Object> values = new ArrayList<>(columns.getOrDefault(column, List.of()));
        values.set(1, plain(value));
        columns.put(column, values);

        Refused bad = refused(PACKED, new DataFrame(columns, 2));

        assertThat(bad.problem().field()).isEqualTo(field);
        assertThat(bad.problem().expected()).isEqualTo(expected);
        assertThat(store.merged).isEmpty();
    }

    private static @Nullable Object plain(@Nullable String value) {
        if (value == null || value.equals("x")) {
            return value;
        }
        return value.matches("[0-9]+") ? (Object) Long.valueOf(value) : Double.valueOf(value);
    }

    @ParameterizedTest
    @CsvSource({"caller", "calls", "ratio", "event_timestamp"})
    void missingColumnIsNamedWithThoseThatExist(String column) {
        Map<String, List<@Nullable Object>> columns =
                new LinkedHashMap<>(frame("a").columns());
        columns.remove(column);

        Refused bad = refused(PACKED, new DataFrame(columns, 1));

        assertThat(bad.problem().field()).isEqualTo("df." + column);
        assertThat(bad.problem().expected()).isEqualTo("a column of view stats");
        assertThat(bad).hasMessageContaining("none; there are [");
    }

    @Test
    void pushSourceFeedsItsViewsButNotTheirOldVersions() throws Exception {
        FeatureView version = Views.packed("stats@v1", 9, Views.CALLER);
        FeatureView versionOfSource = new FeatureView(
                version.name(),
                version.joinKeys(),
                version.ttl(),
                version.features(),
                version.layout(),
                PACKED.writing());
        FeatureIngest ingest = ingest(KeyValues.STRICT, PACKED, MAPPED, HASH, versionOfSource);

        assertThat(ingest.viewsOf("stats_push")).containsExactly(PACKED, MAPPED);
        assertThat(ingest.view("names")).containsExactly(HASH);
        assertThat(catchThrowableOfType(Refused.class, () -> ingest.viewsOf("other"))
                        .problem())
                .isEqualTo(new Problem("push_source_name", "one of [names_push, stats_push]", "\"other\""));
        assertThat(catchThrowableOfType(Refused.class, () -> ingest.view("other"))
                        .problem()
                        .field())
                .isEqualTo("feature_view_name");
    }

    private FeatureIngest ingest(KeyValues keys, FeatureView... views) {
        KeyChanges changes = new KeyChanges() {
            @Override
            public void onTrackingChanged(boolean active) {}

            @Override
            public void changed(byte[] key) {
                changed.add(MemoryStore.text(key));
            }

            @Override
            public void allChanged() {}
        };
        return new FeatureIngest(
                Views.catalogue(views),
                store,
                changes,
                new IngestRules(keys, Duration.ofMinutes(5), Duration.ofDays(3)),
                Ticker.SYSTEM);
    }

    private List<RowResult> write(FeatureView view, DataFrame frame) {
        return ingest(KeyValues.STRICT, view)
                .write(List.of(view), frame, NOW.toEpochMilli(), Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();
    }

    private Refused refused(FeatureView view, DataFrame frame) {
        return catchThrowableOfType(Refused.class, () -> write(view, frame));
    }

    /** Rows of the packed view for callers: three calls, a ratio of null, now. */
    private static DataFrame frame(Object... callers) {
        int rows = callers.length;
        return columns(
                rows,
                "caller",
                values(callers),
                "calls",
                repeated(3L, rows),
                "ratio",
                repeated(null, rows),
                "event_timestamp",
                repeated("2026-03-02T08:15:30Z", rows));
    }

    private static DataFrame names(@Nullable Object time) {
        return columns(
                1, "caller", values("a"), "name", values("x"), "total", values(1L), "event_timestamp", values(time));
    }

    @SuppressWarnings("unchecked")
    private static DataFrame columns(int rows, Object... namesAndValues) {
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            columns.put((String) namesAndValues[i], (List<@Nullable Object>) namesAndValues[i + 1]);
        }
        return new DataFrame(columns, rows);
    }

    private static List<@Nullable Object> values(@Nullable Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    private static List<@Nullable Object> repeated(@Nullable Object value, int times) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            values.add(value);
        }
        return values;
    }
}
