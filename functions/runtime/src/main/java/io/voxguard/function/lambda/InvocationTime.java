package io.voxguard.function.lambda;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Time that Lambda gives the invocation of this thread. Known where {@link FunctionHandler} is the handler, thus not in native executables. */
final class InvocationTime {
    /** Kept for writing the reply. */
    static final Duration RESERVE = Duration.ofMillis(200);

    private static final ThreadLocal<Long> REMAINING_MS = new ThreadLocal<>();

    private InvocationTime() {}

    /** Work that may throw what handlers throw. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Runs work that has that many milliseconds. */
    static void within(long remainingMs, Work work) throws IOException {
        REMAINING_MS.set(remainingMs);
        try {
            work.run();
        } finally {
            REMAINING_MS.remove();
        }
    }

    /** Returns the time for work until the reply has to be written, at most {@code limit}. */
    static Duration forWork(Duration limit) {
        return Optional.ofNullable(REMAINING_MS.get())
                .map(remaining -> Duration.ofMillis(Math.max(0, remaining)).minus(RESERVE))
                .filter(left -> left.compareTo(limit) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left)
                .orElse(limit);
    }
}
