package io.voxguard.function;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.event.UnreadableEvent;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The way of every event: parsed, handled with retries, and kept as a dead letter if it is rejected. If the dead letter cannot be kept the event is to be
 * delivered again, so that nothing is lost. Thread-safe.
 */
@Singleton
public final class EventProcessor {
    private static final Logger LOG = Logger.getLogger(EventProcessor.class);

    private final EventHandler handler;
    private final Retries retries;
    private final FunctionSettings settings;
    private final DeadLetters deadLetters;

    EventProcessor(EventHandler handler, Retries retries, FunctionSettings settings, DeadLetters deadLetters) {
        this.handler = handler;
        this.retries = retries;
        this.settings = settings;
        this.deadLetters = deadLetters;
    }

    /** Handles a parsed event. */
    @FunctionalInterface
    public interface Handling {
        Outcome handle(CloudEvent event) throws InterruptedException;
    }

    /** Processes an event; waits for as long as {@code voxguard.function.retry}. */
    public Outcome process(ReceivedEvent received) throws InterruptedException {
        return process(received, event -> retries.run(() -> handler.handle(event), settings.retry()));
    }

    /** Processes an event that is handled in another way than by the function's handler with its usual retries. */
    public Outcome process(ReceivedEvent received, Handling handling) throws InterruptedException {
        CloudEvent event;
        try {
            event = received.parse();
        } catch (UnreadableEvent e) {
            return rejectUnreadable(received, String.valueOf(e.getMessage()));
        }
        Outcome outcome = handled(event, handling);
        return outcome instanceof Outcome.Rejected rejected
                ? kept(rejected, deadLetters.add(rejected, event))
                : outcome;
    }

    /**
     * Processes the events of a batch in their order, as {@link #process(ReceivedEvent)}: together if the function is a {@link BatchEventHandler}; else one by one up to
     * the first that is to be delivered again, which all after it are then too.
     *
     * @return the outcomes, in the order of the events
     */
    public List<Outcome> processAll(List<ReceivedEvent> received) throws InterruptedException {
        if (handler instanceof BatchEventHandler) {
            return processTogether(received, settings.retry());
        }
        List<Outcome> outcomes = new ArrayList<>(received.size());
        for (ReceivedEvent event : received) {
            boolean stopped = !outcomes.isEmpty() && outcomes.getLast() instanceof Outcome.Retry;
            outcomes.add(stopped ? outcomes.getLast() : process(event)); // the rest would wait as long
        }
        return outcomes;
    }

    /**
     * Processes the events of a batch together.
     *
     * @param limit for repeating what may succeed later
     * @throws IllegalStateException if the function is no {@link BatchEventHandler}
     */
    public List<Outcome> processTogether(List<ReceivedEvent> received, Duration limit) throws InterruptedException {
        if (!(handler instanceof BatchEventHandler together)) {
            throw new IllegalStateException(handler + " handles no batches");
        }
        return new EventBatch(received, this, deadLetters).process(together, retries, limit);
    }

    /** Returns whether the function handles batches. */
    public boolean takesBatches() {
        return handler instanceof BatchEventHandler;
    }

    private static Outcome handled(CloudEvent event, Handling handling) throws InterruptedException {
        try {
            return handling.handle(event);
        } catch (RuntimeException e) {
            LOG.error("Cannot handle an event; rejecting it", e);
            return Outcome.rejected("event", "one that can be handled", e.toString());
        }
    }

    /** Keeps a payload that is not an event as a dead letter. */
    public Outcome rejectUnreadable(ReceivedEvent received, String reason) {
        String text = new String(received.bytes(), StandardCharsets.UTF_8);
        return kept(
                Outcome.rejected("event", "a CloudEvent 1.0 in binary, structured or batched mode", reason),
                deadLetters.add(reason, Optional.empty(), received.transportId(), text));
    }

    static Outcome kept(Outcome.Rejected rejected, boolean kept) {
        return kept ? rejected : Outcome.retry("store: it did not keep a dead letter (" + rejected.cause() + ")");
    }
}
