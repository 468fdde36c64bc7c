package io.voxguard.api.callevents;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEvents;
import io.voxguard.serving.outbox.Destination;
import io.voxguard.serving.outbox.Outbox;
import io.voxguard.serving.outbox.Redelivery;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Makes the one sink of decided calls of the process. */
@Singleton
final class CallEventProducer {
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(1));

    @Produces
    @Singleton
    @DefaultBean
    DecidedCallSink sink(
            CallEventDestinations destinations,
            CallEventSettings settings,
            MeterRegistry meters,
            Clock clock,
            Ticker ticker) {
        return destinations
                .open()
                .<DecidedCallSink>map(destination -> events(destination, settings, meters, clock, ticker))
                .orElse(DecidedCallSink.NONE);
    }

    void close(@Disposes DecidedCallSink sink) {
        if (sink instanceof CallEvents events) {
            events.close();
        }
    }

    private static CallEvents events(
            Destination<CallEvent> destination,
            CallEventSettings settings,
            MeterRegistry meters,
            Clock clock,
            Ticker ticker) {
        Outbox<CallEvent> outbox = new Outbox<>(
                "call events",
                settings.queue(),
                destination,
                new Redelivery(settings.retryFor(), BACKOFF),
                new CallEventMetrics(settings.types(), meters),
                ticker);
        CallEventMetrics.registerQueue(outbox, meters);
        return new CallEvents(settings.types(), outbox, clock);
    }
}
