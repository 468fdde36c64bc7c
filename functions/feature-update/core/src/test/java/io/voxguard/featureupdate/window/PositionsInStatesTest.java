package io.voxguard.featureupdate.window;

import static io.voxguard.featureupdate.CallEvents.MORNING;
import static io.voxguard.featureupdate.CallEvents.started;
import static io.voxguard.featureupdate.CallEvents.startedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.DefinitionsForTests;
import io.voxguard.store.row.RowView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spread and jumps of callers' places, as states keep them. */
class PositionsInStatesTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final Duration LATENESS = Duration.ofDays(2);
    private static final List<String> OF_A_DAY = List.of(
            "sum(located, started, 24h)",
            "spread(caller_location, started, 24h)",
            "jump_speed(caller_location, started, 24h)");

    @TempDir
    Path folder;

    private final long seed = Long.getLong("voxguard.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void withoutPlacesThereIsNeitherSpreadNorJump() throws IOException {
        EntityFeatures features = features(OF_A_DAY);
        EntityState state = state(features, List.of(started("a", MORNING), started("b", MORNING + HOUR)));

        RowView row = row(features, state);

        assertThat(row.value(0)).isZero();
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.isNull(2)).isTrue();
    }

    @Test
    void onePlaceHasNoSpreadAndNoJump() throws IOException {
        EntityFeatures features = features(OF_A_DAY);
        EntityState state = state(features, List.of(startedAt("a", MORNING, 51.5, -0.12), started("b", MORNING)));

        RowView row = row(features, state);

        assertThat(row.value(0)).isEqualTo(1);
        assertThat(row.isNull(1)).isFalse();
        assertThat(row.value(1)).isZero();
        assertThat(row.isNull(2)).isTrue();
    }

    @Test
    void placeBetweenOthersOfItsTileIsNotAJump() throws IOException {
        EntityFeatures features = features(OF_A_DAY);
        List<CallEvent> thereAndBack = List.of(
                startedAt("a", MORNING, 51.5, -0.12),
                startedAt("b", MORNING + 10 * MINUTE, 40.7128, -74.006),
                startedAt("c", MORNING + 20 * MINUTE, 51.5, -0.12));
        List<CallEvent> acrossTiles = List.of(
                thereAndBack.get(0),
                startedAt("b", MORNING + HOUR, 40.7128, -74.006),
                startedAt("c", MORNING + 2 * HOUR, 51.5, -0.12));

        assertThat(row(features, state(features, thereAndBack)).value(2)).isZero();
        assertThat(row(features, state(features, acrossTiles)).value(2)).isCloseTo(5571, within(1f));
    }

    @Test
    void stateDoesNotDependOnTheOrderOfEventsAtEqualTimes() throws IOException {
        EntityFeatures features = features(OF_A_DAY);
        List<CallEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long time = MORNING + random.nextInt(3) * HOUR + random.nextInt(5) * MINUTE;
            events.add(startedAt("call-" + i, time, random.nextInt(-2, 3), 179 + random.nextDouble()));
        }
        float[] values = values(features, events);
        assertThat(values[2]).isPositive();
        for (int turn = 0; turn < 50; turn++) {
            Collections.shuffle(events, random);
            assertThat(values(features, events)).as("seed %s", seed).isEqualTo(values);
        }
    }

    @Test
    void changedDefinitionsKeepThePlaces() throws IOException {
        EntityFeatures before = features(OF_A_DAY);
        EntityFeatures after = features(List.of(
                "count(ended, 1h)",
                "spread(caller_location, started, 7d)",
                "spread(caller_location, started, 24h)",
                "jump_speed(caller_location, started, 24h)"));
        EntityState state = state(
                before,
                List.of(startedAt("a", MORNING, 51.5, -0.12), startedAt("b", MORNING + 10 * MINUTE, 40.7128, -74.006)));
        byte[] stored = before.encode(state, 7);

        EntityState changed =
                after.decode(stored, StateLayout.parse(before.layout().text()).orElseThrow());

        RowView row = row(after, changed);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.value(2)).isCloseTo(2697.6f, within(0.1f));
        assertThat(row.value(3)).isCloseTo(33_426, within(1f));
    }

    @Test
    void tileWithoutPlacesTakesAByteForEachAggregate() throws IOException {
        List<CallEvent> events = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            events.add(started("call-" + hour, MORNING + hour * HOUR));
        }
        EntityFeatures without = features(List.of("count(started, 24h)"));
        List<String> all = new ArrayList<>(OF_A_DAY);
        all.add("count(started, 24h)");
        EntityFeatures with = features(all);

        int more = with.encode(state(with, events), 1).length - without.encode(state(without, events), 1).length;

        assertThat(more).isEqualTo(3 * 24);
    }

    @Test
    void tileWithPlacesIsBounded() throws IOException {
        EntityFeatures without = features(List.of("count(started, 24h)"));
        EntityFeatures with = features(List.of(
                "count(started, 24h)",
                "spread(caller_location, started, 24h)",
                "jump_speed(caller_location, started, 24h)"));
        List<CallEvent> events = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            events.add(startedAt(
                    "call-" + i,
                    MORNING + random.nextLong(HOUR),
                    random.nextDouble(-90, 90),
                    random.nextDouble(-180, 180)));
        }

        int more = with.encode(state(with, events), 1).length - without.encode(state(without, events), 1).length;

        assertThat(more).as("seed %s", seed).isBetween(20, 55);
    }

    @Test
    void stateWithMorePositionsThanATileKeepsIsRefused() throws IOException {
        EntityFeatures features = features(List.of("jump_speed(caller_location, started, 24h)"));
        EntityState state = state(features, List.of(startedAt("a", MORNING, 0, 0)));
        byte[] stored = features.encode(state, 1);

        // one of the bytes is the number of positions, which is 1
        List<String> refusals = new ArrayList<>();
        for (int at = StateReader.HEADER; at < stored.length; at++) {
            byte[] changed = stored.clone();
            changed[at] += 2;
            try {
                features.decode(changed, features.layout());
            } catch (MalformedState e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        }

        assertThat(refusals).anyMatch(refusal -> refusal.endsWith("expected at most 2 positions, got 3"));
    }

    private EntityFeatures features(List<String> expressions) throws IOException {
        return new EntityFeatures(DefinitionsForTests.ofCaller(folder, expressions), LATENESS);
    }

    private static EntityState state(EntityFeatures features, List<CallEvent> events) {
        EntityState state = features.empty();
        events.forEach(event -> features.apply(state, new EventFacts(event, CallEvents.RANGES)));
        return features.decode(features.encode(state, 1), features.layout());
    }

    private static float[] values(EntityFeatures features, List<CallEvent> events) {
        RowView row = row(features, state(features, events));
        return new float[] {row.value(0), row.value(1), row.value(2)};
    }

    private static RowView row(EntityFeatures features, EntityState state) {
        features.encode(state, 1);
        RowView row = new RowView();
        row.wrap(ByteBuffer.wrap(features.rows(state).getFirst().packed()));
        return row;
    }
}
