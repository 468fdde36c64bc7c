package io.voxguard.store.messaging.quarkus;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.vertx.core.json.JsonObject;
import io.voxguard.store.messaging.IncomingRedisStreamMetadata;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** An application that uses the connectors in every way. */
@Singleton
public class Consumers {
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<String> callers = new CopyOnWriteArrayList<>();
    final Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    final Map<String, String> locals = new ConcurrentHashMap<>();
    final List<String> mixedLocals = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> byKey = new ConcurrentHashMap<>();
    final List<SpanContext> traces = new CopyOnWriteArrayList<>();
    final List<String> eventIds = new CopyOnWriteArrayList<>();
    final List<IncomingRedisStreamMetadata> origins = new CopyOnWriteArrayList<>();
    final List<String> news = new CopyOnWriteArrayList<>();

    @Channel("emitted")
    Emitter<String> emitter;

    @Incoming("texts")
    void text(String text) {
        if (deliveries.merge(text, 1, Integer::sum) == 1 && text.equals("fail once")) {
            throw new IllegalStateException("refused by the test");
        }
        texts.add(text);
    }

    @Incoming("objects")
    void object(JsonObject json) {
        callers.add(json.getString("caller"));
    }

    @Incoming("locals")
    @Outgoing("locals-second")
    String rememberLocal(String payload) {
        if (ContextLocals.get("payload").isPresent()) {
            mixedLocals.add(payload);
        }
        ContextLocals.put("payload", payload);
        return payload;
    }

    @Incoming("locals-second")
    @Outgoing("locals-third")
    @Blocking
    String onAWorker(String payload) {
        return payload;
    }

    @Incoming("locals-third")
    void readLocal(String payload) {
        locals.put(payload, ContextLocals.<String>get("payload").orElse("gone"));
    }

    @Incoming("keys")
    @Blocking(ordered = false)
    void key(String payload, IncomingRedisStreamMetadata metadata) {
        byKey.computeIfAbsent(metadata.key().orElseThrow(), any -> new CopyOnWriteArrayList<>())
                .add(payload);
    }

    @Incoming("traced-in")
    @Outgoing("traced-out")
    Message<String> traced(Message<byte[]> message) {
        traces.add(Span.fromContext(
                        TracingMetadata.fromMessage(message).orElseThrow().getCurrentContext())
                .getSpanContext());
        return message.withPayload(new String(message.getPayload(), StandardCharsets.UTF_8));
    }

    @Incoming("events")
    CompletionStage<Void> event(Message<byte[]> message) {
        eventIds.add(message.getMetadata(IncomingCloudEventMetadata.class)
                .orElseThrow()
                .getId());
        origins.add(message.getMetadata(IncomingRedisStreamMetadata.class).orElseThrow());
        return message.ack();
    }

    @Incoming("news")
    void news(String text) {
        news.add(text);
    }
}
