package io.voxguard.store.messaging.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.api.instrumenter.AttributesExtractor;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.smallrye.reactive.messaging.tracing.TracingUtils;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Makes a span for each message that is received or sent, named as OpenTelemetry's conventions for messaging have it. */
final class SpanTracing implements MessageTracing {
    private static final String LIBRARY = "io.voxguard.store.messaging";

    private final Instrumenter<TracedFields, Void> receiving;
    private final Instrumenter<TracedFields, Void> publishing;

    private SpanTracing(OpenTelemetry openTelemetry) {
        this.receiving = Instrumenter.<TracedFields, Void>builder(
                        openTelemetry, LIBRARY, fields -> fields.destination() + " receive")
                .addAttributesExtractor(new Attributes("receive"))
                .buildConsumerInstrumenter(FieldAccess.INSTANCE);
        this.publishing = Instrumenter.<TracedFields, Void>builder(
                        openTelemetry, LIBRARY, fields -> fields.destination() + " publish")
                .addAttributesExtractor(new Attributes("publish"))
                .buildProducerInstrumenter(FieldAccess.INSTANCE);
    }

    /** @throws NoClassDefFoundError if the instrumentation is not on the class path */
    static MessageTracing of(OpenTelemetry openTelemetry) {
        return new SpanTracing(openTelemetry);
    }

    @Override
    public Message<?> received(Message<?> message, TracedFields fields) {
        return TracingUtils.traceIncoming(receiving, message, fields);
    }

    @Override
    public void sending(Message<?> message, TracedFields fields) {
        TracingUtils.traceOutgoing(publishing, message, fields);
    }

    private record Attributes(String operation) implements AttributesExtractor<TracedFields, Void> {
        private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
        private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation");
        private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
        private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("messaging.client_id");
        private static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");

        @Override
        public void onStart(AttributesBuilder attributes, Context parent, TracedFields fields) {
            attributes.put(SYSTEM, "redis");
            attributes.put(OPERATION, operation);
            attributes.put(DESTINATION, fields.destination());
            attributes.put(CLIENT, fields.client());
            if (!fields.messageId().isEmpty()) {
                attributes.put(MESSAGE_ID, fields.messageId());
            }
        }

        @Override
        public void onEnd(
                AttributesBuilder attributes,
                Context context,
                TracedFields fields,
                @Nullable Void response,
                @Nullable Throwable error) {
            // all is known at the start
        }
    }
}
