package io.voxguard.serving.callevent;

import io.voxguard.serving.outbox.Outbox;
import io.voxguard.serving.pipeline.DecidedCallSink;
import io.voxguard.serving.pipeline.Scored;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the events of decided calls, and puts them into an outbox, in the order of the decisions. Thread-safe. */
public final class CallEvents implements DecidedCallSink, AutoCloseable {
    private final EventType[] types;
    private final Outbox<CallEvent> outbox;
    private final InstantSource clock;
    private final AtomicLong sequence = new AtomicLong();

    /**
     * @param types of the events that are wanted
     * @param outbox is closed with this
     */
    public CallEvents(Set<EventType> types, Outbox<CallEvent> outbox, InstantSource clock) {
        this.types = types.toArray(EventType[]::new);
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void decided(Scored call) {
        long now = clock.millis();
        for (EventType type : types) {
            if (type.isOf(call.decision())) {
                outbox.add(new CallEvent(type, sequence.incrementAndGet(), now, call));
            }
        }
    }

    /** Delivers what waits, for a few seconds at most. */
    @Override
    public void close() {
        outbox.close();
    }
}
