package io.voxguard.store.messaging.tracing;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.smallrye.reactive.messaging.TracingMetadata;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Passes the context of W3C on, without spans of its own. */
final class ContextTracing implements MessageTracing {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    @Override
    public Message<?> received(Message<?> message, TracedFields fields) {
        Context context = W3C.extract(Context.root(), fields, FieldAccess.INSTANCE);
        return message.addMetadata(TracingMetadata.withCurrent(context));
    }

    @Override
    public void sending(Message<?> message, TracedFields fields) {
        Context context = TracingMetadata.fromMessage(message)
                .map(TracingMetadata::getCurrentContext)
                .orElseGet(Context::current);
        W3C.inject(context, fields, FieldAccess.INSTANCE);
    }
}
