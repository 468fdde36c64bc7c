package io.voxguard.serving.admission;

import java.util.concurrent.atomic.AtomicLongArray;

/** Time that requests took recently, by the order of magnitude of their rows: a moving average in which the newest has a weight of an eighth. Thread-safe. */
final class Pace {
    private static final int MAGNITUDES = 24;
    /** The newest measurement has a weight of one in this many. */
    private static final int SMOOTHING = 8;
    /** A doubt takes away one in this many parts. */
    private static final int DOUBT = 16;

    private final AtomicLongArray nanos = new AtomicLongArray(MAGNITUDES);

    /** Racing threads may lose one another's measurement, not more. */
    void took(int rows, long elapsed) {
        int at = magnitude(rows);
        long before = nanos.getPlain(at);
        nanos.setPlain(at, before == 0 ? Math.max(1, elapsed) : Math.max(1, before + (elapsed - before) / SMOOTHING));
    }

    /** Returns nanoseconds of requests of that magnitude; 0 if there were none. */
    long known(int rows) {
        return nanos.getPlain(magnitude(rows));
    }

    /** Returns nanoseconds, taken from fewer rows if that many have not been seen; 0 if nothing is known. */
    long lately(int rows) {
        for (int at = magnitude(rows); at >= 0; at--) {
            long known = nanos.getPlain(at);
            if (known != 0) {
                return known;
            }
        }
        return 0;
    }

    /** Lowers the average a little, because a request was refused by it: so an outdated average fades. */
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
