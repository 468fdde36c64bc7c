package io.voxguard.featureupdate.definition;

/** Length of time before now, in tiles: a window holds the tile that now lies in and the ones before it. */
public enum Window {
    MINUTE("1m", 5_000, 12),
    FIVE_MINUTES("5m", 30_000, 10),
    HOUR("1h", 300_000, 12),
    DAY("24h", 3_600_000, 24),
    WEEK("7d", 21_600_000, 28),
    EVER("ever", 0, 1);

    private final String label;
    private final long tileMs;
    private final int tiles;

    Window(String label, long tileMs, int tiles) {
        this.label = label;
        this.tileMs = tileMs;
        this.tiles = tiles;
    }

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }

    /** Returns the number of the tile that a time lies in, from the Unix epoch. */
    public long tileOf(long timeMs) {
        return tileMs == 0 ? 0 : Math.floorDiv(timeMs, tileMs);
    }

    /** Returns the time at which a tile begins, in Unix milliseconds. */
    public long startOf(long tile) {
        return tile * tileMs;
    }

    /** Returns the number of the oldest tile that the window holds at a time. */
    public long oldestAt(long timeMs) {
        return tileMs == 0 ? 0 : tileOf(timeMs) - tiles + 1;
    }

    /** Returns the length in milliseconds; 0 if everything is in it. */
    public long lengthMs() {
        return tileMs * tiles;
    }
}
