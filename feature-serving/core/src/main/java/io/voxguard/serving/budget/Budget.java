package io.voxguard.serving.budget;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Time that a request may take, counted from when its first byte was read.
 *
 * @param ticker that the time is counted by
 * @param startNanos reading of the ticker at its start
 * @param allowedNanos time from the start until the answer
 * @param strict whether an answer that is not whole in time is worth nothing to the caller
 * @param gone returns whether the caller no longer waits
 */
public record Budget(Ticker ticker, long startNanos, long allowedNanos, boolean strict, BooleanSupplier gone) {
    private static final BooleanSupplier STAYS = () -> false;

    public static Budget startedAt(Ticker ticker, long startNanos, Duration allowed, boolean strict) {
        return new Budget(ticker, startNanos, allowed.toNanos(), strict, STAYS);
    }

    /** Returns the same time for a caller who may go away. */
    public Budget until(BooleanSupplier callerIsGone) {
        return new Budget(ticker, startNanos, allowedNanos, strict, callerIsGone);
    }

    /** Returns the same time for an answer that is worth something even when it is not whole. */
    public Budget lenient() {
        return new Budget(ticker, startNanos, allowedNanos, false, gone);
    }

    /** Returns whether the caller no longer waits: more work on the answer would be lost. */
    public boolean abandoned() {
        return gone.getAsBoolean();
    }

    /** Returns the remaining time; negative once it is spent. */
    public long leftNanos() {
        return allowedNanos - (ticker.nanos() - startNanos);
    }

    /** Returns how long the store may take: the remaining time, less a fifth of the whole for the model and the reply. */
    public Duration forStore() {
        return Duration.ofNanos(leftNanos() - allowedNanos / 5);
    }

    public boolean spent() {
        return leftNanos() <= 0;
    }
}
