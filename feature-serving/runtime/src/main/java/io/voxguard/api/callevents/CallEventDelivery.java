package io.voxguard.api.callevents;

import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.serving.outbox.DropCause;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/** Delivers events about calls while whoever decided them waits, for processes that must not lose any. Thread-safe: one batch is delivered at a time. */
@Singleton
public final class CallEventDelivery {
    private static final Logger LOG = Logger.getLogger(CallEventDelivery.class);
    private static final Duration TURN = Duration.ofSeconds(5);

    private final ReentrantLock turn = new ReentrantLock();
    private final CallEventJson json;
    private final Optional<Destination<CallEvent>> destination;
    private final Set<EventType> types;
    private final CallEventMetrics metrics;

    CallEventDelivery(CallEventDestinations destinations, MeterRegistry meters) {
        this.json = destinations.json();
        this.destination = destinations.open();
        this.types = destinations.types();
        this.metrics = new CallEventMetrics(types, meters);
    }

    /** Returns whether events have a destination. */
    public boolean hasDestination() {
        return destination.isPresent();
    }

    /** Returns the types of the events that the destination is to have. */
    public Set<EventType> types() {
        return types;
    }

    /** Returns an event as a structured CloudEvent. */
    public byte[] json(CallEvent event) {
        synchronized (json) { // it is for one thread at a time
            return json.write(event);
        }
    }

    /**
     * Delivers a batch; bounded in time.
     *
     * @return whether the destination has all that it will ever take; if not, the batch is to be delivered again
     * @throws IllegalStateException if there is no destination
     */
    public boolean deliver(List<CallEvent> events) throws InterruptedException {
        Destination<CallEvent> open =
                destination.orElseThrow(() -> new IllegalStateException("voxguard.events.to is off"));
        if (!turn.tryLock(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            List<CallEvent> rejected = open.deliver(events);
            for (CallEvent event : events) {
                if (rejected.contains(event)) {
                    metrics.dropped(event, DropCause.REJECTED);
                } else {
                    metrics.delivered(event);
                }
            }
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // a destination's own
            LOG.warnf("Cannot deliver events about calls: %s", e.toString());
            return false;
        } finally {
            turn.unlock();
        }
    }

    @PreDestroy
    void close() {
        destination.ifPresent(Destination::close);
    }
}
