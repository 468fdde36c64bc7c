package io.voxguard.fanout.function;

import io.cloudevents.CloudEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.log.EventAppender;
import io.voxguard.fanout.log.EventAppender.Appended;
import io.voxguard.function.BatchEventHandler;
import io.voxguard.function.event.Outcome;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Appends accepted events to the log: an event is done when the log has it. Thread-safe. */
@Singleton
final class FanoutHandler implements BatchEventHandler {
    private final EventAppender appender;
    private final FanoutSettings settings;
    private final Acceptance acceptance;
    private final Counter received;
    private final Counter duplicates;

    FanoutHandler(EventAppender appender, FanoutSettings settings, Acceptance acceptance, MeterRegistry metrics) {
        this.appender = appender;
        this.settings = settings;
        this.acceptance = acceptance;
        this.received = metrics.counter("voxguard.fanout.received");
        this.duplicates = metrics.counter("voxguard.fanout.duplicates");
    }

    @Override
    public List<Outcome> handleAll(List<CloudEvent> events) {
        Outcome[] outcomes = new Outcome[events.size()];
        List<FanoutEvent> accepted = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Optional<FanoutEvent> event = accepted(events.get(i), outcomes, i);
            if (event.isPresent()) {
                accepted.add(event.get());
                indexes.add(i);
            }
        }
        append(accepted, indexes, outcomes);
        return Arrays.asList(outcomes);
    }

    /** Returns the event as the log is to have it; empty if it is rejected, with the outcome set. */
    private Optional<FanoutEvent> accepted(CloudEvent event, Outcome[] outcomes, int index) {
        if (!settings.types().contains(event.getType())) {
            outcomes[index] = Outcome.rejected(
                    "type", "one of " + settings.types().stream().sorted().toList(), event.getType());
            return Optional.empty();
        }
        FanoutEvent structured;
        try {
            structured = FanoutEvent.of(event);
        } catch (RuntimeException e) {
            outcomes[index] = Outcome.rejected("data", "JSON, as datacontenttype says", e.toString());
            return Optional.empty();
        }
        int bytes = structured.structured().length;
        if (bytes > settings.maxEventBytes()) {
            outcomes[index] =
                    Outcome.rejected("event", "at most " + settings.maxEventBytes() + " bytes", bytes + " bytes");
            return Optional.empty();
        }
        return Optional.of(structured);
    }

    private void append(List<FanoutEvent> accepted, List<Integer> indexes, Outcome[] outcomes) {
        Optional<String> refusal = accepted.isEmpty() ? Optional.empty() : acceptance.refusal();
        if (refusal.isPresent()) {
            indexes.forEach(index -> outcomes[index] = Outcome.retry(refusal.get()));
            return;
        }
        List<String> failures = new ArrayList<>();
        List<Appended> results = appender.append(accepted, failures);
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case NEW -> received.increment();
                case DUPLICATE -> duplicates.increment();
                case FAILED -> {}
            }
            outcomes[indexes.get(i)] = results.get(i) == Appended.FAILED
                    ? Outcome.retry("store: " + String.join("; ", failures))
                    : Outcome.done();
        }
    }
}
