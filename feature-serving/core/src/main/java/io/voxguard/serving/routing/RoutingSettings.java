package io.voxguard.serving.routing;

import java.time.Duration;

/**
 * Settings of the execution of requests.
 *
 * @param inline requests of a plain model that take longer than this, by what they took recently, run on a worker
 * @param inlineCalls requests of a scoring model with more rows than this are scored on a worker
 * @param maxCalls largest number of rows of a request of a scoring model
 */
public record RoutingSettings(Duration inline, int inlineCalls, int maxCalls) {}
