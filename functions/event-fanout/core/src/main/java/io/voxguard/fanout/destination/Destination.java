package io.voxguard.fanout.destination;

import java.time.Duration;
import java.util.Optional;

/**
 * A destination, as the document describes it.
 *
 * @param name of its group of consumers, its dead letters, its metrics
 * @param filter that events must match; empty: all do
 * @param ordered tells if events of one key are delivered one after the other
 * @param inFlight most requests under way at the same time, of one replica
 * @param timeout of one attempt
 * @param retryFor time from an event's first attempt after which it is a dead letter
 * @param batchSize most events of one request
 * @param fromStart tells if a new destination gets what the log holds already
 */
public record Destination(
        String name,
        Target target,
        Optional<Filter> filter,
        Format format,
        boolean ordered,
        int inFlight,
        Duration timeout,
        Duration retryFor,
        int batchSize,
        boolean fromStart) {

    /**
     * Returns how many events of one key a request may have. The store and Kafka accept a request's events one by one: if one failed and the next of its key did not,
     * they would be out of order.
     */
    public int maxPerKey() {
        return target instanceof Target.Webhook ? batchSize : 1;
    }

    /** Returns whether an event is sent once at most, and lost if that fails: only a channel's. */
    public boolean atMostOnce() {
        return target instanceof Target.Channel;
    }
}
