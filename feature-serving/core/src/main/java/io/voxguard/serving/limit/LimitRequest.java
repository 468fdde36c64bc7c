package io.voxguard.serving.limit;

/**
 * Request for tokens.
 *
 * @param group the limits that are asked
 * @param subject with all parts that they count by
 * @param cost at least 0
 */
public record LimitRequest(LimitGroup group, Subject subject, long cost) {}
