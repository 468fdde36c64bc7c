package io.voxguard.store.messaging.tracing;

import io.opentelemetry.api.OpenTelemetry;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Carries the trace context of messages from and to fields. Thread-safe. */
public interface MessageTracing {
    /** Returns a message with the trace that its fields name, for the application's spans; call it on the message's context. */
    Message<?> received(Message<?> message, TracedFields fields);

    /** Writes the trace of a message into its fields. */
    void sending(Message<?> message, TracedFields fields);

    /** Returns tracing that makes spans if OpenTelemetry is set up and has its instrumentation, else one that passes the context on. */
    static MessageTracing of(boolean enabled, Supplier<OpenTelemetry> openTelemetry) {
        if (!enabled) {
            return new NoTracing();
        }
        OpenTelemetry found = openTelemetry.get();
        if (found.getPropagators().getTextMapPropagator().fields().isEmpty()) {
            return new ContextTracing(); // it is not set up
        }
        try {
            return SpanTracing.of(found);
        } catch (NoClassDefFoundError e) {
            return new ContextTracing();
        }
    }
}
