package io.voxguard.store.messaging.redis;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Subscriptions that the store has confirmed on the open connection, and the time since which some are missing. Thread-safe. */
final class SubscriptionState {
    /** Time that the store has to confirm all. */
    private static final Duration CONFIRMATION = Duration.ofMillis(250);

    private final int wanted;
    private final Ticker ticker;
    private final Set<String> confirmed = new HashSet<>();
    private boolean complete;
    private boolean completeOnce;
    private boolean missing;
    private long lostNanos;
    private long askedNanos;

    SubscriptionState(int wanted, Ticker ticker) {
        this.wanted = wanted;
        this.ticker = ticker;
        this.askedNanos = ticker.nanos();
    }

    synchronized boolean isComplete() {
        return complete;
    }

    synchronized boolean wasComplete() {
        return completeOnce;
    }

    /** The connection is lost, and with it all subscriptions. */
    synchronized void lost() {
        if (complete) {
            missing = true;
            lostNanos = ticker.nanos();
        }
        complete = false;
        confirmed.clear();
    }

    synchronized void asked() {
        askedNanos = ticker.nanos();
    }

    synchronized void failed() {
        askedNanos = ticker.nanos() - CONFIRMATION.toNanos();
    }

    synchronized boolean isOverdue() {
        return !complete && ticker.nanos() - askedNanos >= CONFIRMATION.toNanos();
    }

    /** Notes a confirmation; returns how long subscriptions were missing if this was the last one that was. */
    synchronized Optional<Duration> confirmed(String subscription) {
        confirmed.add(subscription);
        if (complete || confirmed.size() < wanted) {
            return Optional.empty();
        }
        complete = true;
        completeOnce = true;
        boolean wasMissing = missing;
        missing = false;
        return wasMissing ? Optional.of(Duration.ofNanos(ticker.nanos() - lostNanos)) : Optional.empty();
    }
}
