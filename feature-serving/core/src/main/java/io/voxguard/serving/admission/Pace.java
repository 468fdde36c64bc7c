package io.voxguard.serving.admission;

import java.util.concurrent.atomic.AtomicLongArray;

/** What requests have taken lately, by the order of magnitude of their rows: an average in which an eighth is the newest. Thread-safe. */
final class Pace {
    private static final int MAGNITUDES = 24;
    private static final int SHARE = 8;
    private static final int DOUBT = 16;

    private final AtomicLongArray nanos = new AtomicLongArray(MAGNITUDES);

    /** Racing threads may lose one another's measurement, not more. */
    void took(int rows, long elapsed) {
        int at = magnitude(rows);
        long before = nanos.getPlain(at);
        nanos.setPlain(at, before == 0 ? Math.max(1, elapsed) : Math.max(1, before + (elapsed - before) / SHARE));
    }

    /** In nanoseconds, of requests of that magnitude; 0: there were none. */
    long known(int rows) {
        return nanos.getPlain(magnitude(rows));
    }

    /** In nanoseconds; 0 while nothing is known. From fewer rows where so many have not been seen. */
    long lately(int rows) {
        for (int at = magnitude(rows); at >= 0; at--) {
            long known = nanos.getPlain(at);
            if (known != 0) {
                return known;
            }
        }
        return 0;
    }

    /** A request was refused for what is believed here: believe it a little less, so that a pace that has passed is forgotten. */
    void doubt(int rows) {
        for (int at = magnitude(rows); at >= 0; at--) {
            long known = nanos.getPlain(at);
            if (known != 0) {
                nanos.setPlain(at, Math.max(1, known - known / DOUBT));
                return;
            }
        }
    }

    private static int magnitude(int rows) {
        return Math.min(MAGNITUDES - 1, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, rows)) - 1);
    }
}
