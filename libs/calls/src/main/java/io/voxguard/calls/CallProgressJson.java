package io.voxguard.calls;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.problem.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events of the progress of a call as JSON: {@code docs/events.md}. */
public final class CallProgressJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 768;

    private CallProgressJson() {}

    /**
     * Reads the data of a CloudEvent. Fields that are not known are skipped: a later version may have more.
     *
     * @param data JSON in UTF-8
     * @param now times of the event are at most a day after it
     * @throws Refused naming the field, if the data are not those of an event of this type
     */
    public static CallProgress read(CallEventType type, byte[] data, Instant now) {
        try (JsonParser json = JSON.createParser(data)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw Refused.invalid(
                        "data", "a JSON object", data.length == 0 ? "nothing" : String.valueOf(json.currentToken()));
            }
            CallFields fields = CallFields.read(json);
            if (json.nextToken() != null) {
                throw Refused.invalid("data", "one JSON object", "more after it");
            }
            return fields.progress(type, now);
        } catch (JsonProcessingException e) {
            throw Refused.invalid("data", "well-formed JSON", String.valueOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw Refused.invalid("data", "JSON in UTF-8", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns a structured CloudEvent. Its id follows from the call's id and the type: an event that is sent again is the same event.
     *
     * @param source of the event, a URI reference
     */
    public static byte[] cloudEvent(CallProgress progress, String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("specversion", "1.0");
            json.writeStringField("type", progress.type().type());
            json.writeStringField("source", source);
            json.writeStringField("id", progress.type().label() + ':' + progress.callId());
            json.writeStringField("time", CallTimes.format(progress.time()));
            json.writeStringField("subject", progress.caller());
            json.writeStringField("partitionkey", progress.caller());
            json.writeStringField("datacontenttype", "application/json");
            json.writeStringField("dataschema", progress.type().dataSchema());
            json.writeFieldName("data");
            writeData(json, progress);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void writeData(JsonGenerator json, CallProgress progress) throws IOException {
        json.writeStartObject();
        json.writeStringField("call_id", progress.callId());
        json.writeStringField("caller", progress.caller());
        json.writeStringField("callee", progress.callee());
        writeOptional(json, "trunk", progress.trunk());
        writeLocation(json, progress.callerLocation());
        json.writeStringField("started_at", CallTimes.format(progress.startedAt()));
        switch (progress) {
            case CallStarted started -> {}
            case CallAnswered answered -> json.writeStringField("answered_at", CallTimes.format(answered.answeredAt()));
            case CallEnded ended -> {
                json.writeStringField("ended_at", CallTimes.format(ended.endedAt()));
                json.writeNumberField("duration_s", ended.durationSeconds());
                writeOptional(json, "cause", ended.cause());
            }
        }
        json.writeEndObject();
    }

    private static void writeLocation(JsonGenerator json, @Nullable CallerLocation location) throws IOException {
        if (location != null) {
            json.writeObjectFieldStart(CallFields.CALLER_LOCATION);
            json.writeNumberField("latitude", location.latitude());
            json.writeNumberField("longitude", location.longitude());
            json.writeEndObject();
        }
    }

    private static void writeOptional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
