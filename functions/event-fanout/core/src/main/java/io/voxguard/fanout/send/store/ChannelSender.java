package io.voxguard.fanout.send.store;

import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.Channels;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Publishes events on a channel of the store, structured. A message that may not have been published is not repeated: it is rejected. Thread-safe. */
public final class ChannelSender implements Sender {
    private final Channels channels;
    private final String channel;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public ChannelSender(Channels channels, String channel, Duration timeout) {
        this.channels = channels;
        this.channel = channel;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<DeliveryResult> send(List<FanoutEvent> events) {
        return CompletableFuture.supplyAsync(() -> publish(events), threads);
    }

    private DeliveryResult publish(List<FanoutEvent> events) {
        try {
            for (FanoutEvent event : events) {
                channels.publish(channel, event.structured(), timeout);
            }
            return DeliveryResult.delivered();
        } catch (StoreUnavailable e) {
            return DeliveryResult.rejected("store: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
