package io.voxguard.demo.events;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Keys that the events of one run have in the store: none that anything else uses. */
record RunKeys(String prefix) {
    private static final int PARTITIONS = 4;
    /** Longest time for which an event's identity stays in the store; longer than the run needs it. */
    private static final String DEDUP_WINDOW = "1m";

    static RunKeys random() {
        byte[] bytes = new byte[4];
        new SecureRandom().nextBytes(bytes);
        return new RunKeys("voxguard:demo:" + HexFormat.of().formatHex(bytes));
    }

    /** Returns the stream that the service writes and event-fanout reads. */
    String detections() {
        return prefix + ":detections";
    }

    /** Returns the stream that event-fanout writes and case management reads. */
    String cases() {
        return prefix + ":cases";
    }

    private String refused() {
        return prefix + ":refused";
    }

    private String fanout() {
        return prefix + ":fanout";
    }

    /** Returns the settings by which the service emits detections. */
    Map<String, String> ofService() {
        return Map.of(
                "VOXGUARD_EVENTS_TO", "stream",
                "VOXGUARD_EVENTS_TYPES", "detection",
                "VOXGUARD_EVENTS_STREAM_DETECTION", detections());
    }

    /** Returns the settings by which event-fanout reads them. */
    Map<String, String> ofFanout() {
        return Map.of(
                "VOXGUARD_FUNCTION_STREAM", detections(),
                "VOXGUARD_FUNCTION_DEAD_LETTERS", refused(),
                "VOXGUARD_FANOUT_KEY_PREFIX", fanout(),
                "VOXGUARD_FANOUT_PARTITIONS", Integer.toString(PARTITIONS),
                "VOXGUARD_FANOUT_DEDUP_WINDOW", DEDUP_WINDOW);
    }

    /** Returns the keys that do not expire. */
    List<String> toRemove() {
        List<String> keys = new ArrayList<>(List.of(
                detections(),
                cases(),
                refused(),
                fanout() + ":replicas",
                fanout() + ":dead:" + Destinations.CASES,
                fanout() + ":dead:" + Destinations.ALERTS));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            keys.add("{" + fanout() + ":" + partition + "}:log");
        }
        return keys;
    }
}
