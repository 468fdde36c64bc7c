package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The failure strategies of a channel. Thread-safe. */
final class FailureHandlers {
    private static final Logger LOG = System.getLogger(FailureHandlers.class.getName());

    private final IncomingSettings settings;
    private final Deliveries deliveries;
    private final Acknowledgements acknowledgements;
    private final DeadLetters deadLetters;
    private final ChannelMetrics metrics;
    private final Backoff backoff;
    private final Ticker ticker;
    private final Consumer<Throwable> stop;

    /** @param stop stops the channel for a failure */
    FailureHandlers(
            IncomingSettings settings,
            RedisStreamGroup group,
            Deliveries deliveries,
            Acknowledgements acknowledgements,
            ChannelMetrics metrics,
            Ticker ticker,
            Consumer<Throwable> stop) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.acknowledgements = acknowledgements;
        this.metrics = metrics;
        this.ticker = ticker;
        this.stop = stop;
        this.backoff = Backoff.exponential(settings.retryDelay(), settings.retryMaxDelay());
        this.deadLetters = new DeadLetters(group, settings, deliveries, (delivery, reason) -> park(delivery), metrics);
    }

    /** Returns the handler of entries that the application refuses. */
    FailureHandler ofStrategy() {
        FailureHandler handler =
                switch (settings.failureStrategy()) {
                    case FAIL -> this::fail;
                    case IGNORE -> this::ignore;
                    case DEAD_LETTER -> deadLetters;
                    case DELAYED_RETRY -> this::retry;
                };
        return (delivery, reason) -> {
            metrics.count(ChannelEvent.FAILED);
            return handler.handle(delivery, reason);
        };
    }

    /** Returns the handler of entries that were delivered too often. */
    FailureHandler deadLetters() {
        return deadLetters;
    }

    /** Returns the handler of entries that are not what they should be: another delivery would not help. */
    FailureHandler ofUnreadable() {
        return settings.failureStrategy() == FailureStrategy.DELAYED_RETRY ? deadLetters : ofStrategy();
    }

    private CompletionStage<Void> fail(Delivery delivery, Throwable reason) {
        LOG.log(
                Level.ERROR,
                "Entry " + delivery.id() + " of " + settings.stream() + " failed; the channel " + settings.channel()
                        + " stops",
                reason);
        stop.accept(reason);
        return CompletableFuture.failedStage(reason);
    }

    private CompletionStage<Void> ignore(Delivery delivery, Throwable reason) {
        LOG.log(Level.WARNING, "Entry " + delivery.id() + " of " + settings.stream() + " failed; ignored", reason);
        metrics.count(ChannelEvent.IGNORED);
        return acknowledgements.acknowledge(delivery.id());
    }

    private CompletionStage<Void> retry(Delivery delivery, Throwable reason) {
        if (isLast(delivery)) {
            return deadLetters.handle(delivery, reason);
        }
        LOG.log(
                Level.DEBUG,
                "Entry {0} of {1} failed at delivery {2}; it is delivered again: {3}",
                delivery.id(),
                settings.stream(),
                delivery.entry().deliveries(),
                reason);
        park(delivery);
        return CompletableFuture.completedStage(null);
    }

    private boolean isLast(Delivery delivery) {
        return settings.maxDeliveries() > 0 && delivery.entry().deliveries() >= settings.maxDeliveries();
    }

    private void park(Delivery delivery) {
        int failures = (int) Math.min(Integer.MAX_VALUE, delivery.entry().deliveries());
        deliveries.park(delivery.id(), ticker.nanos() + backoff.delay(failures).toNanos());
    }
}
