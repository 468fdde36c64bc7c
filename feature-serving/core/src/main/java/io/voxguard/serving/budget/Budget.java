package io.voxguard.serving.budget;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The time that a request may take, counted from when its first byte was read.
 *
 * @param startNanos reading of the ticker at its start
 * @param allowedNanos how long it may take
 * @param strict whether an answer that is not whole in time is worth nothing to the caller
 * @param gone whether the caller waits no longer
 * @param ticker that {@code startNanos} was read from
 */
public record Budget(long startNanos, long allowedNanos, boolean strict, BooleanSupplier gone, Ticker ticker) {
    private static final BooleanSupplier STAYS = () -> false;

    public static Budget startedAt(long startNanos, Duration allowed, boolean strict) {
        return startedAt(Ticker.SYSTEM, startNanos, allowed, strict);
    }

    /** @param startNanos reading of the ticker at the request's start */
    public static Budget startedAt(Ticker ticker, long startNanos, Duration allowed, boolean strict) {
        return new Budget(startNanos, allowed.toNanos(), strict, STAYS, ticker);
    }

    /** The same time, for a caller who may go away. */
    public Budget until(BooleanSupplier callerIsGone) {
        return new Budget(startNanos, allowedNanos, strict, callerIsGone, ticker);
    }

    /** Returns the same time for an answer that is worth something even when it is not whole. */
    public Budget lenient() {
        return new Budget(startNanos, allowedNanos, false, gone, ticker);
    }

    /** Whether nobody waits for the answer any more: work on it is lost. */
    public boolean abandoned() {
        return gone.getAsBoolean();
    }

    /** What is left; negative once it is spent. */
    public long leftNanos() {
        return allowedNanos - (ticker.nanos() - startNanos);
    }

    /** How long the store may take: what is left, less a fifth of the whole for the model and the reply. */
    public Duration forStore() {
        return Duration.ofNanos(leftNanos() - allowedNanos / 5);
    }

    public boolean spent() {
        return leftNanos() <= 0;
    }
}
