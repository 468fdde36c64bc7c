package io.voxguard.serving.callevent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.rules.Rule;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.ReasonFields;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.OrdinaryRange;
import java.io.IOException;
import java.io.UncheckedIOException;
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
        Fields fields = new Fields(json);
        json.writeArrayFieldStart("reasons");
        for (Reason reason : scored.reasons()) {
            json.writeStartObject();
            reason.writeTo(fields);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Fields of a reason. */
    private record Fields(JsonGenerator json) implements ReasonFields {
        @Override
        public void text(String name, String value) {
            try {
                json.writeStringField(name, value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void number(String name, float value) {
            try {
                if (Float.isFinite(value)) {
                    json.writeNumberField(name, value);
                } else {
                    json.writeNullField(name);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void range(String name, OrdinaryRange range) {
            try {
                json.writeObjectFieldStart(name);
                number("low", range.low());
                number("median", range.median());
                number("high", range.high());
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
