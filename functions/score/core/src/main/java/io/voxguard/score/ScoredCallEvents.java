package io.voxguard.score;

import io.voxguard.api.callevents.CallEventDelivery;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReplyEvent;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.EventId;
import io.voxguard.serving.callevent.EventType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the answers to events: to the destination of events about calls if there is one, else back to the sender. An event that is delivered again has an answer of the
 * same id, so that whoever reads the answers can drop the second.
 */
@Singleton
final class ScoredCallEvents {
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

    private static CallEvent event(EventType type, AnsweredCall answer, long nowMs) {
        String source = answer.started().getSource().toString();
        return new CallEvent(type, new EventId.AnswerTo(source, answer.started().getId()), nowMs, answer.scored());
    }
}
