package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.RecordStream;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Dead letters of one destination, for operators. Every method waits for a bounded time. Thread-safe. */
public final class DeadLetterBox {
    private final RecordStream stream;
    private final Sender sender;
    private final Destination destination;
    private final Duration timeout;

    DeadLetterBox(RecordStream stream, Sender sender, Destination destination, Duration timeout) {
        this.stream = stream;
        this.sender = sender;
        this.destination = destination;
        this.timeout = timeout;
    }

    /** A dead letter with its id. */
    public record Kept(String id, DeadLetter letter) {}

    /** Returns letters in the order in which they were kept, after an id if one is given. */
    public List<Kept> list(Optional<String> after, int limit) throws StoreUnavailable {
        return stream.list(after.map(id -> "(" + id).orElse("-"), limit, timeout).stream()
                .map(DeadLetterBox::kept)
                .toList();
    }

    private static Kept kept(Entry entry) {
        return new Kept(entry.id(), DeadLetter.read(entry.record()));
    }

    /** Removes a letter; returns whether it was there. */
    public boolean delete(String id) throws StoreUnavailable {
        return stream.remove(id, timeout);
    }

    /** Returns the number of letters. */
    public long count() throws StoreUnavailable {
        return stream.length(timeout);
    }

    /**
     * Sends a letter's event once more, now, beside the events of the log; removes the letter if it is delivered.
     *
     * @return empty if there is no such letter
     */
    public Optional<DeliveryResult> redeliver(String id) throws StoreUnavailable, InterruptedException {
        Optional<Kept> letter = stream.list(id, 1, timeout).stream()
                .filter(entry -> entry.id().equals(id))
                .map(DeadLetterBox::kept)
                .findFirst();
        if (letter.isEmpty()) {
            return Optional.empty();
        }
        DeliveryResult result = send(letter.get().letter());
        if (result instanceof DeliveryResult.Delivered) {
            stream.remove(id, timeout);
        }
        return Optional.of(result);
    }

    private DeliveryResult send(DeadLetter letter) throws InterruptedException {
        FanoutEvent event;
        try {
            event = letter.parse();
        } catch (RuntimeException e) {
            return DeliveryResult.rejected("event: expected a CloudEvent, got " + e.getMessage());
        }
        try {
            return sender.send(List.of(event))
                    .toCompletableFuture()
                    .get(destination.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return DeliveryResult.retry(e.toString());
        }
    }
}
