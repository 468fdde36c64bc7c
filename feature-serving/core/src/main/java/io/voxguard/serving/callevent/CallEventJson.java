package io.voxguard.serving.callevent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.serving.decision.Decision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Events as structured CloudEvents in JSON: {@code docs/events.md}. The same event gives the same bytes. Used by one thread. */
public final class CallEventJson {
    /** Media type of the events. */
    public static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 2048;

    private final String source;
    private final PhoneNumbers numbers;
    private final EventIds ids;

    /**
     * @param source of the events, a URI reference
     * @param random draws the part of the ids that tells this process from others
     */
    public CallEventJson(String source, PhoneNumbers numbers, RandomGenerator random) {
        this.source = source;
        this.numbers = numbers;
        this.ids = new EventIds(random);
    }

    /** Returns the key that events about the same caller share: their {@code partitionkey}. */
    public String key(CallEvent event) {
        return numbers.of(event.call().call().caller());
    }

    public byte[] write(CallEvent event) {
        Decision decision = event.call().decision();
        String caller = key(event);
        String time = Instant.ofEpochMilli(event.timeMs()).toString();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("type", event.type().type());
            json.writeStringField("source", source);
            json.writeStringField("id", ids.id(event));
            json.writeStringField("time", time);
            json.writeStringField("subject", caller);
            json.writeStringField("partitionkey", caller);
            json.writeStringField("decision", decision.label());
            json.writeStringField("severity", severity(decision));
            if (event.trace() != null) {
                write(json, event.trace());
            }
            json.writeStringField("datacontenttype", "application/json");
            json.writeStringField("dataschema", event.type().dataSchema());
            json.writeFieldName("data");
            new CallDataJson(json, numbers).write(event.call(), caller, time);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, TraceContext trace) throws IOException {
        json.writeStringField("traceparent", trace.traceparent());
        if (trace.tracestate() != null) {
            json.writeStringField("tracestate", trace.tracestate());
        }
    }

    static String severity(Decision decision) {
        return switch (decision) {
            case ALLOW -> "info";
            case REVIEW -> "warning";
            case BLOCK -> "critical";
        };
    }
}
