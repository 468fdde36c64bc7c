package io.voxguard.fanout.send.kafka;

import io.voxguard.fanout.send.DeliveryResult;
import java.util.concurrent.CompletableFuture;

/** Result of a batch whose events are accepted one by one: delivered if all are, else rejected if any is, else to be retried. Thread-safe. */
final class BatchResult {
    private final CompletableFuture<DeliveryResult> whole = new CompletableFuture<>();
    private DeliveryResult worst = DeliveryResult.delivered();
    private int open;

    /** @param size number of events */
    BatchResult(int size) {
        this.open = size;
    }

    /** Returns what completes when every event has a result. */
    CompletableFuture<DeliveryResult> whole() {
        return whole;
    }

    /** Adds the result of one event. */
    synchronized void add(DeliveryResult result) {
        if (severity(result) > severity(worst)) {
            worst = result;
        }
        open--;
        if (open == 0) {
            whole.complete(worst);
        }
    }

    private static int severity(DeliveryResult result) {
        return switch (result) {
            case DeliveryResult.Delivered delivered -> 0;
            case DeliveryResult.Retry retry -> 1;
            case DeliveryResult.Rejected rejected -> 2;
        };
    }
}
