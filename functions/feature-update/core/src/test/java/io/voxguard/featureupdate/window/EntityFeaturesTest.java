package io.voxguard.featureupdate.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.definition.DefinitionsForTests;
import io.voxguard.featureupdate.definition.EntityDefinitions;
import io.voxguard.featureupdate.window.EntityState.Applied;
import io.voxguard.store.row.RowView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityFeaturesTest {
    private static final Duration LATENESS = Duration.ofMinutes(5);
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final List<String> WINDOWS = List.of("1m", "5m", "1h", "24h", "7d", "ever");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("voxguard.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private EntityDefinitions everything;

    @BeforeEach
    void defineEveryFunctionOverEveryWindow() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (String window : WINDOWS) {
            for (String events : List.of("started", "answered", "ended")) {
                String rest = events + ", " + window + ")";
                expressions.addAll(List.of(
                        "count(" + rest,
                        "now() - first(" + rest,
                        "last(" + rest + " - first(" + rest,
                        "share(international, " + rest,
                        "share(premium, " + rest,
                        "share(night, " + rest,
                        "share(short, " + rest,
                        "share(unanswered, " + rest,
                        "sum(duration_s, " + rest,
                        "mean(duration_s, " + rest,
                        "variance(duration_s, " + rest,
                        "distinct(callee, " + rest,
                        "distinct(callee_ten, " + rest,
                        "distinct(callee_country, " + rest,
                        "distinct(trunk, " + rest,
                        "most(callee_prefix, " + rest,
                        "most(callee, " + rest,
                        "entropy(hour, " + rest,
                        "sum(located, " + rest,
                        "spread(caller_location, " + rest,
                        "jump_speed(caller_location, " + rest));
            }
        }
        everything = definitions(expressions);
    }

    @ParameterizedTest
    @CsvSource({"12, 200000", "400, 200000000", "2000, 350000", "3000, 1400000000"})
    void featuresAreThoseOfAllEventsAtAThousandTimes(int callees, long lengthMs) {
        System.out.println("EntityFeaturesTest: seed " + seed);
        EntityFeatures features = new EntityFeatures(everything, LATENESS);
        List<CallEvent> events = CallEvents.random(random, 1_000, CallEvents.MORNING, lengthMs, callees);
        events.sort(Comparator.comparingLong(CallEvent::timeMs));
        EntityState state = features.empty();
        for (int i = 0; i < events.size(); i++) {
            assertThat(features.apply(state, facts(events.get(i)))).isEqualTo(Applied.COUNTED);
            if (i % 4 == 0) {
                state = roundTrip(features, state);
                assertSame(features, state, events.subList(0, i + 1));
            }
        }
    }

    @Test
    void orderOfEventsDoesNotMatter() {
        EntityFeatures features = new EntityFeatures(everything, LATENESS);
        List<CallEvent> events = new ArrayList<>(CallEvents.random(random, 500, CallEvents.MORNING, 4 * MINUTE, 200));
        byte[] expected = null;
        for (int turn = 0; turn < 20; turn++) {
            EntityState state = features.empty();
            for (CallEvent event : events) {
                features.apply(state, facts(event));
            }
            byte[] rows = rows(features, state);
            assertThat(HexFormat.of().formatHex(rows))
                    .as("seed %s", seed)
                    .isEqualTo(HexFormat.of().formatHex(expected == null ? rows : expected));
            expected = rows;
            Collections.shuffle(events, random);
        }
    }

    @ParameterizedTest
    @CsvSource({"3600000, 0", "3599999, 1", "3300000, 1", "3300001, 1", "0, 1"})
    void windowOfAnHourInTilesOfFiveMinutesNeverHoldsAnEventOfAnHourAgo(long agoMs, int held) throws IOException {
        // the last millisecond of a tile: the window then is as long as it gets
        long now = CallEvents.MORNING + 5 * MINUTE - 1;
        EntityFeatures features = new EntityFeatures(definitions(List.of("count(started, 1h)")), Duration.ofHours(2));
        EntityState state = features.empty();

        features.apply(state, facts(CallEvents.started("now", now)));
        features.apply(state, facts(CallEvents.started("before", now - agoMs)));

        assertThat(row(features, state).value(0)).isEqualTo(1 + held);
    }

    @Test
    void windowIsShortestWhereATileBegins() throws IOException {
        long now = CallEvents.MORNING;
        EntityFeatures features = new EntityFeatures(definitions(List.of("count(started, 1h)")), Duration.ofHours(2));
        EntityState state = features.empty();

        features.apply(state, facts(CallEvents.started("now", now)));
        features.apply(state, facts(CallEvents.started("55 minutes ago", now - 55 * MINUTE)));
        features.apply(state, facts(CallEvents.started("a millisecond more", now - 55 * MINUTE - 1)));

        assertThat(row(features, state).value(0)).isEqualTo(2);
    }

    @Test
    void secondEventOfACallCountsOnce() {
        EntityFeatures features = new EntityFeatures(everything, LATENESS);
        EntityState state = features.empty();
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);

        assertThat(features.apply(state, facts(event))).isEqualTo(Applied.COUNTED);
        EntityState stored = roundTrip(features, state);

        assertThat(features.apply(stored, facts(event))).isEqualTo(Applied.DUPLICATE);
        assertThat(features.apply(stored, facts(CallEvents.started("c-2", CallEvents.MORNING))))
                .isEqualTo(Applied.COUNTED);
    }

    @Test
    void eventWithinTheLatenessLandsInItsTileAndALaterOneIsNotCounted() throws IOException {
        EntityFeatures features =
                new EntityFeatures(definitions(List.of("count(started, 1m)", "count(started, 5m)")), LATENESS);
        EntityState state = features.empty();
        features.apply(state, facts(CallEvents.started("now", CallEvents.MORNING + 10 * MINUTE)));

        Applied late = features.apply(state, facts(CallEvents.started("late", CallEvents.MORNING + 7 * MINUTE)));
        Applied tooLate =
                features.apply(state, facts(CallEvents.started("older", CallEvents.MORNING + 5 * MINUTE - 1)));

        assertThat(late).isEqualTo(Applied.COUNTED);
        assertThat(tooLate).isEqualTo(Applied.LATE);
        RowView row = row(features, state);
        assertThat(row.value(0)).isEqualTo(1);
        assertThat(row.value(1)).isEqualTo(2);
        assertThat(row.eventTimeMs()).isEqualTo(CallEvents.MORNING + 10 * MINUTE);
    }

    @Test
    void manyRecentEventsAreAllKnown() {
        EntityFeatures features = new EntityFeatures(everything, LATENESS);
        EntityState state = features.empty();
        List<CallEvent> events = CallEvents.random(random, 5_000, CallEvents.MORNING, 4 * MINUTE, 100);
        events.forEach(event -> features.apply(state, facts(event)));

        EntityState stored = roundTrip(features, state);

        assertThat(events).allSatisfy(event -> assertThat(features.apply(stored, facts(event)))
                .isEqualTo(Applied.DUPLICATE));
    }

    @Test
    void stateIsBounded() {
        EntityFeatures features = new EntityFeatures(
                Definitions.of(CallEvents.shippedViews()).of(EntityKind.CALLER).orElseThrow(), Duration.ofSeconds(10));
        EntityState state = features.empty();
        byte[] encoded = {};
        List<CallEvent> events = CallEvents.random(random, 100_000, CallEvents.MORNING, 8 * DAY, 100_000);
        events.sort(Comparator.comparingLong(CallEvent::timeMs));
        for (CallEvent event : events) {
            features.apply(state, facts(event));
            encoded = features.encode(state, 1);
        }

        assertThat(encoded.length).isLessThan(40_000);
    }

    @Test
    void changedDefinitionsKeepWhatBothHave() throws IOException {
        EntityFeatures before =
                new EntityFeatures(definitions(List.of("count(started, 7d)", "count(started, 1h)")), LATENESS);
        EntityFeatures after = new EntityFeatures(
                definitions(List.of("distinct(callee, started, 7d)", "count(started, 7d)", "count(ended, 5m)")),
                LATENESS);
        EntityState state = before.empty();
        before.apply(state, facts(CallEvents.started("c-1", CallEvents.MORNING)));
        byte[] stored = before.encode(state, 7);

        StateLayout storedLayout = StateLayout.parse(before.layout().text()).orElseThrow();
        assertThat(EntityFeatures.fingerprint(stored)).isEqualTo(storedLayout.fingerprint());
        EntityState changed = after.decode(stored, storedLayout);

        assertThat(after.apply(changed, facts(CallEvents.started("c-1", CallEvents.MORNING))))
                .isEqualTo(Applied.DUPLICATE);
        after.apply(changed, facts(CallEvents.started("c-2", CallEvents.MORNING)));
        RowView row = row(after, changed);
        assertThat(row.value(0)).isEqualTo(1);
        assertThat(row.value(1)).isEqualTo(2);
    }

    @Test
    void truncatedStateIsRefused() {
        EntityFeatures features = new EntityFeatures(everything, LATENESS);
        EntityState state = features.empty();
        CallEvents.random(random, 300, CallEvents.MORNING, MINUTE, 100)
                .forEach(event -> features.apply(state, facts(event)));
        byte[] stored = features.encode(state, 1);

        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> {
                        EntityFeatures.fingerprint(cut);
                        features.decode(cut, features.layout());
                    })
                    .isInstanceOf(MalformedState.class);
        }
    }

    private void assertSame(EntityFeatures features, EntityState state, List<CallEvent> events) {
        BruteForce expected =
                new BruteForce(everything.aggregates(), events, events.getLast().timeMs());
        RowView row = row(features, state);
        for (int i = 0; i < everything.views().getFirst().expressions().size(); i++) {
            double value = everything.views().getFirst().expressions().get(i).of(expected);
            String feature =
                    everything.views().getFirst().view().features().get(i).compute();
            assertThat(Float.valueOf(row.isNull(i) ? Float.NaN : row.value(i)))
                    .as("%s after %s events, seed %s", feature, events.size(), seed)
                    .isEqualTo(Float.valueOf((float) value));
        }
    }

    private static EventFacts facts(CallEvent event) {
        return new EventFacts(event, CallEvents.RANGES);
    }

    private static EntityState roundTrip(EntityFeatures features, EntityState state) {
        byte[] stored = features.encode(state, 1);
        EntityState read = features.decode(stored, features.layout());
        assertThat(features.encode(read, 1)).isEqualTo(stored);
        return read;
    }

    private static byte[] rows(EntityFeatures features, EntityState state) {
        features.encode(state, 1);
        return features.rows(state).getFirst().packed();
    }

    private static RowView row(EntityFeatures features, EntityState state) {
        RowView row = new RowView();
        row.wrap(ByteBuffer.wrap(rows(features, state)));
        return row;
    }

    private EntityDefinitions definitions(List<String> expressions) throws IOException {
        return DefinitionsForTests.ofCaller(folder, expressions);
    }
}
