package io.voxguard.fanout.send.store;

import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.EventStream;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Appends events to a stream of the store, each structured in the field {@code record}. Thread-safe. */
public final class StreamSender implements Sender {
    private final EventStream stream;
    private final Duration timeout;

    public StreamSender(EventStream stream, Duration timeout) {
        this.stream = stream;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<DeliveryResult> send(List<FanoutEvent> events) {
        return stream.append(events.stream().map(FanoutEvent::structured).toList(), timeout)
                .thenApply(outcome -> outcome == StoreOutcome.DONE
                        ? DeliveryResult.delivered()
                        : DeliveryResult.retry("store: " + outcome));
    }

    @Override
    public void close() {
        stream.close();
    }
}
