package io.voxguard.featureupdate;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.featureupdate.definition.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Call events, and the project's view files, for tests. */
public final class CallEvents {
    public static final Path MODELS = Path.of(System.getProperty("voxguard.root"), "models");
    public static final NumberRanges RANGES = NumberRanges.read(MODELS.resolve("number-ranges.csv"));
    /** 2026-11-30T08:00:00Z, where tiles of every length begin but those of 6 h. */
    public static final long MORNING = 1_796_025_600_000L;

    private static final String[] PREFIXES = {"+1415555", "+4479460", "+882", "020794", "+1900555"};

    private static final double[][] PLACES = {
        {51.5, -0.12}, {51.6, -0.1}, {40.7, -74}, {90, 7}, {-17.7, 180}, {-17.7, -179.9}
    };

    private CallEvents() {}

    public static FeatureCatalogue shippedViews() {
        return FeatureCatalogue.read(MODELS.resolve("feature-views"));
    }

    public static CallEvent started(String id, long timeMs) {
        return new CallEvent(EventKind.STARTED, id, "+14155550100", "+442079460018", "trunk-1", timeMs, 0);
    }

    /** Returns an event of a call that starts at a place, in degrees. */
    public static CallEvent startedAt(String id, long timeMs, double latitude, double longitude) {
        CallEvent event = started(id, timeMs);
        return new CallEvent(
                event.kind(),
                id,
                event.caller(),
                event.callee(),
                event.trunk(),
                timeMs,
                0,
                Position.of(latitude, longitude));
    }

    private static @Nullable Position randomPosition(Random random) {
        double[] place = PLACES[random.nextInt(PLACES.length)];
        return random.nextInt(3) == 0 ? null : Position.of(place[0], place[1]);
    }

    /** Returns events of one caller, callee and trunk that take place in a stretch of time; calls are answered and end at random. */
    public static List<CallEvent> random(Random random, int count, long fromMs, long lengthMs, int callees) {
        List<CallEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int callee = random.nextInt(callees);
            EventKind kind = EventKind.values()[random.nextInt(3)];
            events.add(new CallEvent(
                    kind,
                    "call-" + i,
                    "+14155550100",
                    PREFIXES[callee % PREFIXES.length] + String.format("%05d", callee * 7 % 100_000),
                    random.nextInt(4) == 0 ? null : "trunk-" + random.nextInt(3),
                    fromMs + random.nextLong(lengthMs),
                    kind == EventKind.ENDED ? random.nextInt(30) : 0,
                    randomPosition(random)));
        }
        return events;
    }
}
