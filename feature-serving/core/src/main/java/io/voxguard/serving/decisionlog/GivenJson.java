package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a record that say what became of a call, and by what. One instance reads one record. */
final class GivenJson {
    private @Nullable String decision;
    private String decidedBy = "";
    private @Nullable String policy;
    private DecisionPolicy inForce = DecisionPolicy.DEFAULT;

    static void write(JsonGenerator json, DecisionRecord.Given given) throws IOException {
        json.writeStringField("final_decision", given.decision());
        json.writeStringField("decided_by", given.decidedBy());
        if (given.policy() != null) {
            json.writeStringField("policy", given.policy());
        }
        UnknownCaller unknown = given.inForce().unknownCaller();
        json.writeObjectFieldStart("policy_in_force");
        json.writeStringField("degraded", given.inForce().degraded().label());
        json.writeStringField("at_most", unknown.atMost().label());
        json.writeNumberField("present", unknown.present());
        json.writeArrayFieldStart("views");
        for (String view : unknown.views()) {
            json.writeString(view);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Reads a field whose value the parser stands on. Returns false, and reads nothing, when it is another's. */
    boolean read(JsonParser json, String field) throws IOException {
        switch (field) {
            case "final_decision" -> decision = RecordValues.text(json, field);
            case "decided_by" -> decidedBy = RecordValues.text(json, field);
            case "policy" -> policy = RecordValues.text(json, field);
            case "policy_in_force" -> inForce = inForce(json);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static DecisionPolicy inForce(JsonParser json) throws IOException {
        Decision degraded = DecisionPolicy.DEFAULT.degraded();
        UnknownCaller otherwise = DecisionPolicy.DEFAULT.unknownCaller();
        Decision atMost = otherwise.atMost();
        int present = otherwise.present();
        List<String> views = List.of();
        RecordValues.startObject(json, "policy_in_force");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            String field = "policy_in_force." + name;
            json.nextToken();
            switch (name) {
                case "degraded" -> degraded = decision(json, field);
                case "at_most" -> atMost = decision(json, field);
                case "present" -> present = RecordValues.smallInteger(json, field);
                case "views" -> views = RecordValues.texts(json, field);
                default -> json.skipChildren();
            }
        }
        return new DecisionPolicy(degraded, new UnknownCaller(atMost, present, views));
    }

    private static Decision decision(JsonParser json, String field) throws IOException {
        String label = RecordValues.text(json, field);
        return Decision.labelled(label)
                .orElseThrow(() -> new InvalidDocument(field + ": expected allow, review or block, got " + label));
    }

    /** Returns null when the record has no decision that was given. */
    DecisionRecord.@Nullable Given whole() {
        return decision == null ? null : new DecisionRecord.Given(decision, decidedBy, policy, inForce);
    }
}
