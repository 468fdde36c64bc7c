package io.voxguard.serving.callevent;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.outbox.DeliveryCounts;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.serving.outbox.DropCause;
import io.voxguard.serving.outbox.Outbox;
import io.voxguard.serving.outbox.Redelivery;
import io.voxguard.time.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallEventsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(SampleEvents.SCORED_AT));

    /** Returns the events of a reviewed, a blocked and an allowed call. */
    private static List<CallEvent> events(Set<EventType> types) {
        List<CallEvent> delivered = new ArrayList<>();
        Destination<CallEvent> destination = new Destination<>() {
            @Override
            public List<CallEvent> deliver(List<CallEvent> batch) {
                delivered.addAll(batch);
                return List.of();
            }

            @Override
            public void close() {}
        };
        DeliveryCounts<CallEvent> uncounted = new DeliveryCounts<>() {
            @Override
            public void delivered(CallEvent item) {}

            @Override
            public void dropped(CallEvent item, DropCause cause) {
                throw new AssertionError(cause);
            }
        };
        try (CallEvents events = new CallEvents(
                types, new Outbox<>("events", 10, destination, Redelivery.NEVER, uncounted, Ticker.SYSTEM), CLOCK)) {
            events.decided(SampleEvents.reviewedBecauseDegraded());
            events.decided(SampleEvents.blockedByRules());
            events.decided(SampleEvents.emergencyWithoutScore());
        }
        return delivered;
    }

    @Test
    void detectionsAreReviewedAndBlockedCalls() {
        assertThat(events(Set.of(EventType.DETECTION)))
                .containsExactly(
                        new CallEvent(
                                EventType.DETECTION, 1, SampleEvents.SCORED_AT, SampleEvents.reviewedBecauseDegraded()),
                        new CallEvent(EventType.DETECTION, 2, SampleEvents.SCORED_AT, SampleEvents.blockedByRules()));
    }

    @Test
    void everyDecidedCallIsScored() {
        assertThat(events(Set.of(EventType.CALL_SCORED)))
                .extracting(CallEvent::type)
                .containsOnly(EventType.CALL_SCORED)
                .hasSize(3);
    }

    @Test
    void eventsOfBothTypesAboutOneCallHaveNumbersOfTheirOwn() {
        assertThat(events(EnumSet.allOf(EventType.class)))
                .extracting(event -> ((EventId.Numbered) event.id()).sequence())
                .containsExactly(1L, 2L, 3L, 4L, 5L);
    }
}
