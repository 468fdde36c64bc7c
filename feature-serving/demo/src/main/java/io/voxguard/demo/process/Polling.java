package io.voxguard.demo.process;

import java.io.IOException;
import java.time.Duration;

/** Waits for what cannot be waited for otherwise: other processes' state. */
public final class Polling {
    private static final long PAUSE_MS = 50;

    private Polling() {}

    /** Condition that is asked for again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Returns whether a condition held within a time. */
    public static boolean until(Duration limit, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(PAUSE_MS);
        }
        return true;
    }
}
