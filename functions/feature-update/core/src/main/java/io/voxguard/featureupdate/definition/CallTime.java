package io.voxguard.featureupdate.definition;

/** Parts of the time of an event, UTC. */
final class CallTime {
    static final int NIGHT_ENDS = 6;

    private static final long HOUR_MS = 3_600_000;

    private CallTime() {}

    /** Returns the hour of the day, 0 to 23. */
    static int hour(long timeMs) {
        return (int) Math.floorMod(Math.floorDiv(timeMs, HOUR_MS), 24L);
    }
}
