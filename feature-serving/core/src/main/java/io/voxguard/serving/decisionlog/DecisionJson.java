package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A record as one line of JSON: {@code docs/decision-log.md}. Floats are written so that the same ones are read. */
public final class DecisionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private DecisionJson() {}

    /** Returns the record as one line, without the end of the line. */
    public static byte[] write(DecisionRecord scored) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("time_ms", scored.timeMs());
            if (scored.callId() != null) {
                json.writeStringField("call_id", scored.callId());
            }
            json.writeNumberField("started_at_ms", scored.startedAtMs());
            json.writeStringField("model", scored.model());
            json.writeStringField("version", scored.version());
            json.writeStringField("sha256", scored.sha256());
            texts(json, "views", scored.views());
            json.writeObjectFieldStart("vector");
            for (Map.Entry<String, Float> input : scored.vector().entrySet()) {
                json.writeFieldName(input.getKey());
                number(json, input.getValue());
            }
            json.writeEndObject();
            texts(json, "defaulted", scored.defaulted());
            json.writeFieldName("score");
            number(json, scored.score());
            json.writeStringField("decision", scored.decision());
            if (scored.rules() != null) {
                json.writeFieldName("rules");
                rules(json, scored.rules());
            }
            texts(json, "degraded", scored.degraded());
            if (scored.given() != null) {
                GivenJson.write(json, scored.given());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void rules(JsonGenerator json, DecisionRecord.Ruled rules) throws IOException {
        json.writeStartObject();
        json.writeStringField("set", rules.set());
        json.writeNumberField("revision", rules.revision());
        json.writeArrayFieldStart("fired");
        for (String id : rules.fired()) {
            json.writeString(id);
        }
        json.writeEndArray();
        json.writeNumberField("failed", rules.failed());
        json.writeStringField("decision", rules.decision());
        json.writeEndObject();
    }

    /** Writes a number; NaN and infinities are written as null. */
    private static void number(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static void texts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    /** Reads one line. @throws InvalidDocument if it is no record */
    public static DecisionRecord read(String line) {
        RecordDraft draft = new RecordDraft();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidDocument("expected an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                draft.read(json, field);
            }
        } catch (IOException e) {
            throw new InvalidDocument("not JSON: " + e.getMessage(), e);
        }
        return draft.whole();
    }
}
