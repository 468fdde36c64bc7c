package io.voxguard.serving.limit;

/**
 * Request for tokens.
 *
 * @param subject with all parts that the limit counts by
 * @param cost at least 0
 */
public record LimitRequest(Subject subject, long cost) {}
