package io.voxguard.fanout.delivery;

import io.voxguard.time.Backoff;
import java.time.Duration;

/**
 * Bounds of the delivery, for all destinations.
 *
 * @param storeTimeout of one command of the store
 * @param backoff between attempts to deliver one event
 * @param maxRetryAfter longest pause that a destination may ask for
 * @param failuresToOpen failures in a row that open a destination's circuit
 * @param circuitPause time until an open circuit lets a request through
 * @param maxHeld events of one partition that a destination may hold in memory
 * @param retention time that delivered events stay in the log
 */
public record DeliverySettings(
        Duration storeTimeout,
        Backoff backoff,
        Duration maxRetryAfter,
        int failuresToOpen,
        Duration circuitPause,
        int maxHeld,
        Duration retention) {}
