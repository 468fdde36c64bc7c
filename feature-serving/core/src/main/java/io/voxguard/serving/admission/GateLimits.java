package io.voxguard.serving.admission;

/**
 * What bounds the use of one model.
 *
 * @param concurrency requests that are in it at the same time
 * @param queue requests that may wait before it; more are refused
 */
public record GateLimits(int concurrency, int queue) {
    public GateLimits {
        if (concurrency < 1 || queue < 0) {
            throw new IllegalArgumentException("expected a concurrency of at least 1 and a queue of at least 0, got "
                    + concurrency + " and " + queue);
        }
    }
}
