package io.voxguard.fanout.send;

import io.voxguard.fanout.event.FanoutEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sends events to one destination: one attempt each time, bounded in time. Thread-safe. */
public interface Sender extends AutoCloseable {
    /**
     * Sends events, which are delivered or not delivered together. Does not block; a stage that fails counts as {@link DeliveryResult.Retry}.
     *
     * @param events one, or up to the destination's batch size
     */
    CompletionStage<DeliveryResult> send(List<FanoutEvent> events);

    @Override
    void close();
}
