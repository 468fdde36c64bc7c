package io.voxguard.score;

import io.cloudevents.CloudEvent;
import io.voxguard.api.callevents.CallEventDelivery;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReplyEvent;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.EventId;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.callevent.TraceContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the answers to events: to the destination of events about calls if there is one, else back to the sender. An event that is delivered again has an answer of the
 * same id, so that whoever reads the answers can drop the second.
 */
@Singleton
final class ScoredCallEvents {
    /** Attributes of the extension Distributed Tracing. */
    private static final String TRACEPARENT = "traceparent";

    private static final String TRACESTATE = "tracestate";

    private final CallEventDelivery delivery;
    private final Clock clock;

    ScoredCallEvents(CallEventDelivery delivery, Clock clock) {
        this.delivery = delivery;
        this.clock = clock;
    }

    /** Sends answers; returns what became of the events, in their order. */
    List<Outcome> send(List<AnsweredCall> answers) throws InterruptedException {
        long now = clock.millis();
        if (!delivery.hasDestination()) {
            return answers.stream()
                    .map(answer -> Outcome.replied(
                            ReplyEvent.structured(delivery.json(event(EventType.CALL_SCORED, answer, now)))))
                    .toList();
        }
        List<CallEvent> events = new ArrayList<>(answers.size());
        for (AnsweredCall answer : answers) {
            for (EventType type : delivery.types()) {
                if (type.isOf(answer.scored().decision())) {
                    events.add(event(type, answer, now));
                }
            }
        }
        boolean delivered = events.isEmpty() || delivery.deliver(events);
        Outcome outcome = delivered
                ? Outcome.done()
                : Outcome.retry("voxguard.events.to: the destination did not take the scored calls");
        return answers.stream().map(answer -> outcome).toList();
    }

    /** Writes an answer that nobody gets. */
    void rehearse(AnsweredCall answer) {
        delivery.json(event(EventType.CALL_SCORED, answer, clock.millis()));
    }

    private static CallEvent event(EventType type, AnsweredCall answer, long nowMs) {
        CloudEvent started = answer.started();
        EventId id = new EventId.AnswerTo(started.getSource().toString(), started.getId());
        return new CallEvent(type, id, nowMs, answer.scored(), trace(started));
    }

    /** Returns the trace of an event, so that its answer belongs to it too. */
    private static @Nullable TraceContext trace(CloudEvent started) {
        return started.getExtension(TRACEPARENT) instanceof String parent
                ? new TraceContext(parent, started.getExtension(TRACESTATE) instanceof String state ? state : null)
                : null;
    }
}
