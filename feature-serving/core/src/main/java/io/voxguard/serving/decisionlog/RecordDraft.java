package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a record as they are read, one after the other. One instance reads one record. */
final class RecordDraft {
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

    /** Reads a field whose value the parser stands on; others than a record's are skipped. */
    void read(JsonParser json, String field) throws IOException {
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

    /** @throws InvalidDocument if a field is missing that every record has */
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
