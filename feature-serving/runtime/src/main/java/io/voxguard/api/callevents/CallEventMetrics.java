package io.voxguard.api.callevents;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.outbox.DeliveryCounts;
import io.voxguard.serving.outbox.DropCause;
import io.voxguard.serving.outbox.Outbox;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts events that were sent, and those that were dropped. */
final class CallEventMetrics implements DeliveryCounts<CallEvent> {
    private final Map<EventType, Counter> sent = new EnumMap<>(EventType.class);
    private final Map<EventType, Map<DropCause, Counter>> dropped = new EnumMap<>(EventType.class);

    /** @param types of the events that are counted */
    CallEventMetrics(Set<EventType> types, MeterRegistry meters) {
        for (EventType type : types) {
            sent.put(
                    type,
                    Counter.builder("voxguard.events.sent")
                            .description("Events about calls that the destination has")
                            .tag("type", type.type())
                            .register(meters));
            Map<DropCause, Counter> causes = new EnumMap<>(DropCause.class);
            for (DropCause cause : DropCause.values()) {
                causes.put(
                        cause,
                        Counter.builder("voxguard.events.dropped")
                                .description("Events about calls that were dropped")
                                .tag("type", type.type())
                                .tag("cause", cause.label())
                                .register(meters));
            }
            dropped.put(type, causes);
        }
    }

    static void registerQueue(Outbox<?> outbox, MeterRegistry meters) {
        Gauge.builder("voxguard.events.queue", outbox, Outbox::waiting)
                .description("Events about calls that wait to be sent")
                .register(meters);
    }

    @Override
    public void delivered(CallEvent event) {
        Objects.requireNonNull(sent.get(event.type())).increment();
    }

    @Override
    public void dropped(CallEvent event, DropCause cause) {
        Objects.requireNonNull(Objects.requireNonNull(dropped.get(event.type())).get(cause))
                .increment();
    }
}
