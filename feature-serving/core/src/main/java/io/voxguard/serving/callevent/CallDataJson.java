package io.voxguard.serving.callevent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.rules.Rule;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.ReasonJson;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.rules.RuleVerdict;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the data of an event. Names are those of the reply to {@code /v1/score}; a field that does not apply is absent. */
record CallDataJson(JsonGenerator json, PhoneNumbers numbers) {
    /**
     * @param caller as events have it
     * @param scoredAt in RFC 3339
     */
    void write(Scored scored, String caller, String scoredAt) throws IOException {
        Call call = scored.call();
        Verdict verdict = scored.verdict();
        json.writeStartObject();
        optional("call_id", call.callId());
        json.writeStringField("caller", caller);
        json.writeStringField("callee", numbers.of(call.callee()));
        optional("trunk", call.trunk());
        json.writeStringField(
                "started_at", Instant.ofEpochMilli(call.startedAtMs()).toString());
        json.writeStringField("scored_at", scoredAt);
        decision(verdict.given());
        if (verdict.isScored()) {
            json.writeNumberField("score", verdict.score());
        }
        reasons(scored);
        if (scored.rules() != null) {
            rules(scored.rules(), verdict);
        }
        json.writeObjectFieldStart("model");
        json.writeStringField("name", scored.model().name());
        json.writeStringField("version", scored.model().version());
        json.writeEndObject();
        json.writeObjectFieldStart("degraded");
        for (Degradation degradation : scored.degraded()) {
            json.writeStringField(degradation.view(), degradation.reason());
        }
        json.writeEndObject();
        json.writeStringField("numbers", numbers.label());
        json.writeEndObject();
    }

    private void optional(String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    private void decision(FinalDecision given) throws IOException {
        json.writeStringField("decision", given.decision().label());
        json.writeStringField("severity", CallEventJson.severity(given.decision()));
        json.writeStringField("decided_by", given.by().label());
        if (given.policy() != null) {
            json.writeStringField("policy", given.policy().label());
        }
    }

    private void rules(RuleVerdict rules, Verdict verdict) throws IOException {
        json.writeObjectFieldStart("rules");
        json.writeStringField("set", rules.set());
        json.writeNumberField("revision", rules.revision());
        json.writeArrayFieldStart("fired");
        for (Rule rule : rules.fired()) {
            json.writeString(rule.id());
        }
        json.writeEndArray();
        json.writeNumberField("failed", rules.failed());
        json.writeStringField("model_decision", verdict.decision().label());
        json.writeEndObject();
    }

    private void reasons(Scored scored) throws IOException {
        json.writeFieldName("reasons");
        ReasonJson.write(json, scored.reasons(), ReasonJson.Ranges.INCLUDED);
    }
}
