package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.RecordStream;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Dead letters of one destination, for operators. Every method waits for a bounded time. Thread-safe. */
public final class DeadLetterBox {
    private static final long MAX_BATCH_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final RecordStream stream;
    private final Sender sender;
    private final Destination destination;
    private final Duration timeout;
    private final Ticker ticker;

    DeadLetterBox(RecordStream stream, Sender sender, Destination destination, Duration timeout, Ticker ticker) {
        this.stream = stream;
        this.sender = sender;
        this.destination = destination;
        this.timeout = timeout;
        this.ticker = ticker;
    }

    /** A dead letter with its id. */
    public record Kept(String id, DeadLetter letter) {}

    /**
     * Result for a batch of letters.
     *
     * @param done letters that are delivered, or deleted: they are gone
     * @param kept letters that stay
     * @param last id of the last letter of the batch, after which the next begins; empty if there was none
     * @param lastFailure cause why the last one that stays was not delivered
     * @param stopped tells if the batch ended early since the destination is not available
     */
    public record BatchResult(
            int done, int kept, Optional<String> last, Optional<String> lastFailure, boolean stopped) {}

    /** Returns letters in the order in which they were kept, after an id if one is given. */
    public List<Kept> list(Optional<String> after, int limit) throws StoreUnavailable {
        return stream.list(after.map(id -> "(" + id).orElse("-"), limit, timeout).stream()
                .map(DeadLetterBox::kept)
                .toList();
    }

    private static Kept kept(Entry entry) {
        return new Kept(entry.id(), DeadLetter.read(entry.record()));
    }

    /** Returns a letter; empty if there is no such letter. */
    public Optional<Kept> find(String id) throws StoreUnavailable {
        return stream.list(id, 1, timeout).stream()
                .filter(entry -> entry.id().equals(id))
                .map(DeadLetterBox::kept)
                .findFirst();
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
        Optional<Kept> letter = find(id);
        return letter.isPresent() ? Optional.of(redeliver(letter.get())) : Optional.empty();
    }

    private DeliveryResult redeliver(Kept letter) throws StoreUnavailable, InterruptedException {
        DeliveryResult result = send(letter.letter());
        if (result instanceof DeliveryResult.Delivered) {
            stream.remove(letter.id(), timeout);
        }
        return result;
    }

    /**
     * Redelivers letters one after the other, the oldest first, after an id if one is given. Ends early if the destination is not available, or when the time of a
     * batch is over.
     */
    public BatchResult redeliver(Optional<String> after, int limit) throws StoreUnavailable, InterruptedException {
        long endNanos = ticker.nanos() + MAX_BATCH_NANOS;
        int done = 0;
        int kept = 0;
        Optional<String> last = Optional.empty();
        Optional<String> failure = Optional.empty();
        for (Kept letter : list(after, limit)) {
            if (ticker.nanos() - endNanos >= 0) {
                break;
            }
            last = Optional.of(letter.id());
            switch (redeliver(letter)) {
                case DeliveryResult.Delivered delivered -> done++;
                case DeliveryResult.Rejected rejected -> {
                    kept++;
                    failure = Optional.of(rejected.cause());
                }
                case DeliveryResult.Retry retry -> {
                    return new BatchResult(done, kept + 1, last, Optional.of(retry.cause()), true);
                }
            }
        }
        return new BatchResult(done, kept, last, failure, false);
    }

    /** Removes letters, the oldest first, after an id if one is given. */
    public BatchResult delete(Optional<String> after, int limit) throws StoreUnavailable {
        int done = 0;
        Optional<String> last = Optional.empty();
        for (Kept letter : list(after, limit)) {
            last = Optional.of(letter.id());
            done += delete(letter.id()) ? 1 : 0;
        }
        return new BatchResult(done, 0, last, Optional.empty(), false);
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
