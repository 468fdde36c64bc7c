package io.voxguard.api.http.score;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.exchange.ErrorBody;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Problem;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.ReasonFields;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputProvenance;
import io.voxguard.serving.vector.OrdinaryRange;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes replies as JSON, in this thread's bytes, and from there into memory that the network writes from; to be released. */
final class ScoreReplyWriter {
    private static final byte[] RESULTS = JsonBytes.ascii("\"results\":[");
    private static final byte[] CALL_ID = JsonBytes.ascii("\"call_id\":");
    private static final byte[][] DECISIONS = each(decision -> "\"decision\":\"" + decision.label() + "\"");
    private static final byte[][] DECIDED_BY = Arrays.stream(DecidedBy.values())
            .map(by -> JsonBytes.ascii(",\"decided_by\":\"" + by.label() + "\""))
            .toArray(byte[][]::new);
    private static final byte[][] POLICY = Arrays.stream(PolicyReason.values())
            .map(reason -> JsonBytes.ascii(",\"policy\":\"" + reason.label() + "\""))
            .toArray(byte[][]::new);
    private static final byte[] SCORE = JsonBytes.ascii(",\"score\":");
    private static final byte[] REASONS = JsonBytes.ascii(",\"reasons\":[");
    private static final byte[] MODEL = JsonBytes.ascii("],\"model\":{\"name\":");
    private static final byte[] VERSION = JsonBytes.ascii(",\"version\":");
    private static final byte[] PRESENT = JsonBytes.ascii("},\"features\":{\"present\":");
    private static final byte[] MISSING = JsonBytes.ascii(",\"missing\":");
    private static final byte[] STALE = JsonBytes.ascii(",\"stale\":");
    private static final byte[] DEFAULTED = JsonBytes.ascii(",\"defaulted\":");
    private static final byte[] RULES = JsonBytes.ascii("},\"rules\":{\"set\":");
    private static final byte[] REVISION = JsonBytes.ascii(",\"revision\":");
    private static final byte[] FIRED = JsonBytes.ascii(",\"fired\":");
    private static final byte[] FAILED = JsonBytes.ascii(",\"failed\":");
    private static final byte[][] BY_MODEL = each(decision -> ",\"model_decision\":\"" + decision.label() + "\"");
    private static final byte[] DEGRADED = JsonBytes.ascii("},\"degraded\":[");
    private static final byte[] PROVENANCE = JsonBytes.ascii("],\"provenance\":[");
    private static final byte[] PARSE = JsonBytes.ascii("],\"timings\":{\"parse\":");
    private static final byte[] STORE = JsonBytes.ascii(",\"store\":");
    private static final byte[] VECTOR = JsonBytes.ascii(",\"vector\":");
    private static final byte[] RUN = JsonBytes.ascii(",\"model\":");
    private static final byte[] DECISION = JsonBytes.ascii(",\"decision\":");
    private static final byte[] TOTAL = JsonBytes.ascii(",\"total\":");
    private static final byte[] END = JsonBytes.ascii("}}");

    /** The status of a call that the model gave no finite score for: the fault is not the sender's. */
    static final int UNSCORED = 503;

    private ScoreReplyWriter() {}

    private static byte[][] each(Function<Decision, String> text) {
        return Arrays.stream(Decision.values()).map(text).map(JsonBytes::ascii).toArray(byte[][]::new);
    }

    static ByteBuf single(Outcome.Answered answer) {
        JsonBytes json = JsonBytes.ofThread();
        result(json, answer.calls().get(0), answer.times());
        return json.copy();
    }

    /** @param answer null when no call of the batch could be scored */
    static ByteBuf batch(ScoreRequest request, Outcome.@Nullable Answered answer) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.raw(RESULTS);
        Iterator<Scored> scored = answer == null
                ? java.util.Collections.emptyIterator()
                : answer.calls().iterator();
        for (int i = 0; i < request.size(); i++) {
            ScoreRequest.Unsound unsound = request.unsound(i);
            if (unsound != null) {
                json.beginObject();
                callId(json, unsound.callId());
                ErrorBody.writeField(json, 400, unsound.error());
                json.endObject();
            } else if (answer != null) {
                result(json, scored.next(), answer.times());
            }
        }
        json.endArray();
        json.endObject();
        return json.copy();
    }

    private static void callId(JsonBytes json, @Nullable String callId) {
        if (callId != null) {
            json.part(CALL_ID);
            json.string(callId);
        }
    }

    private static void result(JsonBytes json, Scored scored, StageTimes times) {
        Verdict verdict = scored.verdict();
        json.beginObject();
        callId(json, scored.call().callId());
        Problem error = scored.error();
        if (error != null) {
            ErrorBody.writeField(json, UNSCORED, error);
            json.endObject();
            return;
        }
        decision(json, verdict.given());
        json.part(SCORE);
        json.number(verdict.score());
        json.part(REASONS);
        reasons(json, scored.reasons());
        json.part(MODEL);
        json.string(scored.model().name());
        json.part(VERSION);
        json.string(scored.model().version());
        number(json, PRESENT, scored.present());
        number(json, MISSING, scored.missing());
        number(json, STALE, scored.stale());
        number(json, DEFAULTED, scored.defaulted());
        if (scored.rules() != null) {
            rules(json, scored.rules(), verdict.decision());
        }
        json.part(DEGRADED);
        for (Degradation degradation : scored.degraded()) {
            json.beginObject();
            json.field("view");
            json.string(degradation.view());
            json.field("reason");
            json.string(degradation.reason());
            json.endObject();
        }
        if (!scored.provenance().isEmpty()) {
            json.part(PROVENANCE);
            for (InputProvenance input : scored.provenance()) {
                provenance(json, input);
            }
        }
        number(json, PARSE, micros(times.parse()));
        number(json, STORE, micros(times.store()));
        number(json, VECTOR, micros(times.vector()));
        number(json, RUN, micros(times.model()));
        number(json, DECISION, micros(times.decision()));
        number(json, TOTAL, micros(times.total()));
        json.part(END);
    }

    private static void decision(JsonBytes json, FinalDecision given) {
        json.raw(DECISIONS[given.decision().ordinal()]);
        json.part(DECIDED_BY[given.by().ordinal()]);
        if (given.policy() != null) {
            json.part(POLICY[given.policy().ordinal()]);
        }
    }

    private static void rules(JsonBytes json, RuleVerdict rules, Decision byModel) {
        json.part(RULES);
        json.string(rules.set());
        number(json, REVISION, rules.revision());
        number(json, FIRED, rules.fired().size());
        number(json, FAILED, rules.failed());
        json.part(BY_MODEL[byModel.ordinal()]);
    }

    private static void provenance(JsonBytes json, InputProvenance input) {
        json.beginObject();
        json.field("feature");
        json.string(input.feature().toString());
        json.field("value");
        json.number(input.value());
        json.field("source");
        json.string(input.from().label());
        if (input.eventTime() != null) {
            json.field("event_timestamp");
            json.string(Instant.ofEpochSecond(
                            input.eventTime().seconds(), input.eventTime().nanos())
                    .toString());
        }
        json.endObject();
    }

    private static void reasons(JsonBytes json, List<? extends Reason> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        Fields fields = new Fields(json);
        for (Reason reason : reasons) {
            json.beginObject();
            reason.writeTo(fields);
            json.endObject();
        }
    }

    private record Fields(JsonBytes json) implements ReasonFields {
        @Override
        public void text(String name, String value) {
            json.field(name);
            json.string(value);
        }

        @Override
        public void number(String name, float value) {
            json.field(name);
            json.number(value);
        }

        @Override
        public void range(String name, OrdinaryRange range) {
            json.field(name);
            json.beginObject();
            number("low", range.low());
            number("median", range.median());
            number("high", range.high());
            json.endObject();
        }
    }

    private static void number(JsonBytes json, byte[] name, long value) {
        json.part(name);
        json.number(value);
    }

    private static long micros(long nanos) {
        return (nanos + 500) / 1000;
    }
}
