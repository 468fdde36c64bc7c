package io.voxguard.function;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.event.UnreadableEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/** Events that are handled together, with the outcome of each so far. For one thread. */
final class EventBatch {
    private static final Logger LOG = Logger.getLogger(EventBatch.class);

    private final DeadLetters deadLetters;
    private final List<CloudEvent> events = new ArrayList<>();
    /** Index of each of the events in the batch. */
    private final List<Integer> indexes = new ArrayList<>();

    private final Outcome[] outcomes;

    EventBatch(List<ReceivedEvent> received, EventProcessor processor, DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
        this.outcomes = new Outcome[received.size()];
        for (int i = 0; i < outcomes.length; i++) {
            try {
                events.add(received.get(i).parse());
                indexes.add(i);
            } catch (UnreadableEvent e) {
                outcomes[i] = processor.rejectUnreadable(received.get(i), String.valueOf(e.getMessage()));
            }
        }
    }

    List<Outcome> process(BatchEventHandler handler, Retries retries, Duration limit) throws InterruptedException {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            open.add(i);
        }
        retries.run(() -> attempt(handler, open), limit);
        for (int i = 0; i < events.size(); i++) {
            if (outcomes[indexes.get(i)] instanceof Outcome.Rejected rejected) {
                outcomes[indexes.get(i)] = EventProcessor.kept(rejected, deadLetters.add(rejected, events.get(i)));
            }
        }
        return Arrays.asList(outcomes);
    }

    /** Handles the events that are still open; returns Retry if any is after that. */
    private Outcome attempt(BatchEventHandler handler, List<Integer> open) throws InterruptedException {
        if (open.isEmpty()) {
            return Outcome.done();
        }
        List<Outcome> results = handled(handler, open.stream().map(events::get).toList());
        Outcome retry = Outcome.done();
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            outcomes[indexes.get(open.get(i))] = results.get(i);
            if (results.get(i) instanceof Outcome.Retry) {
                again.add(open.get(i));
                retry = results.get(i);
            }
        }
        open.clear();
        open.addAll(again);
        return retry;
    }

    private static List<Outcome> handled(BatchEventHandler handler, List<CloudEvent> events)
            throws InterruptedException {
        try {
            return handler.handleAll(events);
        } catch (RuntimeException e) {
            LOG.error("Cannot handle a batch of events; rejecting them", e);
            Outcome rejected = Outcome.rejected("event", "one that can be handled", e.toString());
            return events.stream().map(event -> rejected).toList();
        }
    }
}
