package io.voxguard.serving.admission;

/**
 * Bounds of the use of one model.
 *
 * @param concurrency requests that run at the same time
 * @param queue requests that may wait; further ones are refused
 */
public record GateLimits(int concurrency, int queue) {
    public GateLimits {
        if (concurrency < 1 || queue < 0) {
            throw new IllegalArgumentException("expected a concurrency of at least 1 and a queue of at least 0, got "
                    + concurrency + " and " + queue);
        }
    }
}
