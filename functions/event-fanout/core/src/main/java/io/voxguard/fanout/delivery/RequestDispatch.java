package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what lanes have ready, as far as the circuit and the limit of requests allow, and says what becomes of the events. A replay has at most half of the requests,
 * so that fresh events find a free one; where there is one only, they take turns. For one thread.
 */
final class RequestDispatch {
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    private final Destination destination;
    private final Sender sender;
    private final DeliverySettings settings;
    private final DeliveryEvents events;
    private final DestinationState state;
    private final CircuitBreaker circuit;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Consumer<Runnable> thread;
    private boolean replayIsNext;

    /** @param thread runs work on the thread that uses this */
    RequestDispatch(
            Destination destination,
            Sender sender,
            DeliverySettings settings,
            DeliveryEvents events,
            DestinationState state,
            InstantSource clock,
            Ticker ticker,
            Consumer<Runnable> thread) {
        this.destination = destination;
        this.sender = sender;
        this.settings = settings;
        this.events = events;
        this.state = state;
        this.circuit = new CircuitBreaker(settings.failuresToOpen(), settings.circuitPause(), ticker);
        this.clock = clock;
        this.ticker = ticker;
        this.thread = thread;
    }

    CircuitBreaker.State circuit() {
        return circuit.state();
    }

    /** Returns the nanoseconds until a request may be sent, or the given most. */
    long waitNanos(DeliveryLane fresh, @Nullable DeliveryLane replay, long mostNanos) {
        if (next(fresh, replay) == null) {
            return mostNanos;
        }
        return circuit.allows() ? 0 : circuit.waitNanos(mostNanos);
    }

    /** Returns the lane whose events are sent next; null if there is none, or too many requests are under way. */
    private @Nullable DeliveryLane next(DeliveryLane fresh, @Nullable DeliveryLane replay) {
        if (state.inFlight.get() >= destination.inFlight()) {
            return null;
        }
        boolean replayMaySend =
                replay != null && replay.hasReady() && replay.inFlight() < Math.max(1, destination.inFlight() / 2);
        if (fresh.hasReady() && !(replayMaySend && replayIsNext)) {
            return fresh;
        }
        return replayMaySend ? replay : null;
    }

    /** Sends what may be sent now. */
    void send(DeliveryLane fresh, @Nullable DeliveryLane replay) {
        while (circuit.allows()) {
            DeliveryLane lane = next(fresh, replay);
            KeyQueues.Batch batch = lane == null ? null : lane.take(clock.millis(), ticker.nanos());
            if (lane == null || batch == null) {
                return;
            }
            replayIsNext = lane == fresh;
            circuit.begin();
            state.inFlight.incrementAndGet();
            attempt(lane, batch);
        }
    }

    private void attempt(DeliveryLane lane, KeyQueues.Batch batch) {
        List<FanoutEvent> batchEvents =
                batch.attempts().stream().map(Attempt::event).toList();
        CompletableFuture<DeliveryResult> result;
        try {
            result = sender.send(batchEvents).toCompletableFuture().copy();
        } catch (RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        result.orTimeout(destination.timeout().plus(ANSWER_GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((delivery, failure) -> thread.accept(() -> settle(lane, batch, delivery, failure)));
    }

    private void settle(
            DeliveryLane lane, KeyQueues.Batch batch, @Nullable DeliveryResult delivery, @Nullable Throwable failure) {
        state.inFlight.decrementAndGet();
        lane.answered();
        switch (delivery == null ? DeliveryResult.retry(String.valueOf(failure)) : delivery) {
            case DeliveryResult.Delivered delivered -> delivered(lane, batch);
            case DeliveryResult.Rejected rejected -> {
                circuit.succeed();
                state.lastFailure(rejected.cause());
                if (batch.attempts().size() > 1) {
                    lane.isolate(batch); // one may be at fault
                } else {
                    lane.bury(batch, rejected.cause());
                }
            }
            case DeliveryResult.Retry retry -> retry(lane, batch, retry);
        }
    }

    private void delivered(DeliveryLane lane, KeyQueues.Batch batch) {
        circuit.succeed();
        long now = clock.millis();
        for (Attempt attempt : batch.attempts()) {
            state.delivered.incrementAndGet();
            if (lane.isReplay()) {
                state.replayed.incrementAndGet();
            } else {
                events.delivered(destination.name(), Math.max(0, now - StreamId.millis(attempt.id())));
            }
        }
        lane.delivered(batch);
    }

    private void retry(DeliveryLane lane, KeyQueues.Batch batch, DeliveryResult.Retry retry) {
        Duration after =
                retry.after().compareTo(settings.maxRetryAfter()) > 0 ? settings.maxRetryAfter() : retry.after();
        circuit.fail(after);
        state.lastFailure(retry.cause());
        Attempt first = batch.attempts().getFirst();
        if (clock.millis() - first.firstMs() >= destination.retryFor().toMillis()) {
            lane.bury(batch, retry.cause());
            return;
        }
        state.retried.addAndGet(batch.attempts().size());
        Duration delay = settings.backoff().delay(first.attempts());
        lane.park(batch, ticker.nanos() + (after.compareTo(delay) > 0 ? after : delay).toNanos());
    }
}
