package io.voxguard.store.messaging.tracing;

import org.eclipse.microprofile.reactive.messaging.Message;

/** Tracing that is switched off. */
final class NoTracing implements MessageTracing {
    @Override
    public Message<?> received(Message<?> message, TracedFields fields) {
        return message;
    }

    @Override
    public void sending(Message<?> message, TracedFields fields) {
        // switched off
    }
}
