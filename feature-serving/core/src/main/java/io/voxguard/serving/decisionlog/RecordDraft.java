package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
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
            case "time_ms" -> timeMs = RecordValues.integer(json, field);
            case "call_id" -> callId = RecordValues.text(json, field);
            case "started_at_ms" -> startedAtMs = RecordValues.integer(json, field);
            case "model" -> model = RecordValues.text(json, field);
            case "version" -> version = RecordValues.text(json, field);
            case "sha256" -> sha256 = RecordValues.text(json, field);
            case "views" -> views = RecordValues.textsByName(json, field);
            case "vector" -> vector(json);
            case "defaulted" -> defaulted = RecordValues.textsByName(json, field);
            case "score" -> score = RecordValues.number(json, field);
            case "decision" -> decision = RecordValues.text(json, field);
            case "rules" -> rules = rules(json);
            case "degraded" -> degraded = RecordValues.textsByName(json, field);
            default -> {
                if (!given.read(json, field)) {
                    json.skipChildren();
                }
            }
        }
    }

    private void vector(JsonParser json) throws IOException {
        RecordValues.startObject(json, "vector");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            vector.put(name, RecordValues.number(json, "vector." + name));
        }
    }

    private static DecisionRecord.Ruled rules(JsonParser json) throws IOException {
        String set = "";
        long revision = 0;
        List<String> fired = List.of();
        int failed = 0;
        String decision = "";
        RecordValues.startObject(json, "rules");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "set" -> set = RecordValues.text(json, "rules.set");
                case "revision" -> revision = RecordValues.integer(json, "rules.revision");
                case "fired" -> fired = RecordValues.texts(json, "rules.fired");
                case "failed" -> failed = RecordValues.smallInteger(json, "rules.failed");
                case "decision" -> decision = RecordValues.text(json, "rules.decision");
                default -> json.skipChildren();
            }
        }
        return new DecisionRecord.Ruled(set, revision, fired, failed, decision);
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
