package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as one line of JSON: {@code docs/decision-log.md}. Floats are written so that the same ones are read. */
public final class DecisionJson {
    private static final JsonFactory JSON = new JsonFactory();

    private DecisionJson() {}

    /** Without the end of the line. */
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
            throw new UncheckedIOException("memory does not fail", e);
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

    /** A number that is none is null in JSON. */
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

    /** @throws InvalidDocument when the line is no record */
    public static DecisionRecord read(String line) {
        Draft draft = new Draft();
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidDocument("expected an object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                draft.field(json, field);
            }
        } catch (IOException e) {
            throw new InvalidDocument("not JSON: " + e.getMessage(), e);
        }
        return draft.whole();
    }

    private static final class Draft {
        private long timeMs;
        private @Nullable String callId;
        private long startedAtMs;
        private @Nullable String model;
        private @Nullable String version;
        private String sha256 = "";
        private Map<String, String> views = Map.of();
        private final Map<String, Float> vector = new LinkedHashMap<>();
        private Map<String, String> defaulted = Map.of();
        private float score = Float.NaN;
        private String decision = "";
        private DecisionRecord.@Nullable Ruled rules;
        private Map<String, String> degraded = Map.of();
        private final GivenJson given = new GivenJson();

        void field(JsonParser json, String field) throws IOException {
            switch (field) {
                case "time_ms" -> timeMs = json.getLongValue();
                case "call_id" -> callId = json.getText();
                case "started_at_ms" -> startedAtMs = json.getLongValue();
                case "model" -> model = json.getText();
                case "version" -> version = json.getText();
                case "sha256" -> sha256 = json.getText();
                case "views" -> views = texts(json);
                case "vector" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String name = json.currentName();
                        vector.put(name, json.nextToken() == JsonToken.VALUE_NULL ? Float.NaN : json.getFloatValue());
                    }
                }
                case "defaulted" -> defaulted = texts(json);
                case "score" -> score = json.currentToken() == JsonToken.VALUE_NULL ? Float.NaN : json.getFloatValue();
                case "decision" -> decision = json.getText();
                case "rules" -> rules = rules(json);
                case "degraded" -> degraded = texts(json);
                default -> {
                    if (!given.read(json, field)) {
                        json.skipChildren();
                    }
                }
            }
        }

        private static DecisionRecord.Ruled rules(JsonParser json) throws IOException {
            String set = "";
            long revision = 0;
            List<String> fired = new ArrayList<>();
            int failed = 0;
            String decision = "";
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "set" -> set = json.getText();
                    case "revision" -> revision = json.getLongValue();
                    case "fired" -> {
                        while (json.nextToken() == JsonToken.VALUE_STRING) {
                            fired.add(json.getText());
                        }
                    }
                    case "failed" -> failed = json.getIntValue();
                    case "decision" -> decision = json.getText();
                    default -> json.skipChildren();
                }
            }
            return new DecisionRecord.Ruled(set, revision, fired, failed, decision);
        }

        private static Map<String, String> texts(JsonParser json) throws IOException {
            Map<String, String> texts = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                texts.put(name, json.getText());
            }
            return texts;
        }

        DecisionRecord whole() {
            if (model == null || version == null || vector.isEmpty()) {
                throw new InvalidDocument("expected a record with model, version, vector and score");
            }
            return new DecisionRecord(
                    timeMs,
                    callId,
                    startedAtMs,
                    model,
                    version,
                    sha256,
                    views,
                    vector,
                    defaulted,
                    score,
                    decision,
                    rules,
                    degraded,
                    given.whole());
        }
    }
}
