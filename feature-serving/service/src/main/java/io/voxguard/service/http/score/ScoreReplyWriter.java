package io.voxguard.service.http.score;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.voxguard.service.http.ErrorBody;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.vector.InputProvenance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Writes replies as JSON, by streaming. */
final class ScoreReplyWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES_A_CALL = 640;

    private ScoreReplyWriter() {}

    static byte[] single(Outcome.Answered answer) {
        return write(BYTES_A_CALL, json -> result(json, answer, answer.calls().get(0)));
    }

    /** @param answer null when no call of the batch could be scored */
    static byte[] batch(ScoreRequest request, Outcome.@Nullable Answered answer) {
        return write(BYTES_A_CALL * request.items().size(), json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            Iterator<Scored> scored = answer == null
                    ? java.util.Collections.emptyIterator()
                    : answer.calls().iterator();
            for (ScoreRequest.Item item : request.items()) {
                if (item.error() == null && answer != null) {
                    result(json, answer, scored.next());
                } else if (item.error() != null) {
                    json.writeStartObject();
                    if (item.callId() != null) {
                        json.writeStringField("call_id", item.callId());
                    }
                    ErrorBody.writeField(json, 400, item.error());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void result(JsonGenerator json, Outcome.Answered answer, Scored scored) throws IOException {
        json.writeStartObject();
        if (scored.call().callId() != null) {
            json.writeStringField("call_id", scored.call().callId());
        }
        json.writeStringField("decision", scored.verdict().decision().label());
        json.writeNumberField("score", scored.verdict().score());
        json.writeArrayFieldStart("reasons");
        for (Reason reason : scored.verdict().reasons()) {
            reason(json, reason);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("model");
        json.writeStringField("name", scored.model().name());
        json.writeStringField("version", scored.model().version());
        json.writeEndObject();
        json.writeObjectFieldStart("features");
        json.writeNumberField("present", scored.present());
        json.writeNumberField("missing", scored.missing());
        json.writeNumberField("stale", scored.stale());
        json.writeNumberField("defaulted", scored.defaulted());
        json.writeEndObject();
        json.writeArrayFieldStart("degraded");
        for (Degradation degradation : scored.degraded()) {
            json.writeStartObject();
            json.writeStringField("view", degradation.view());
            json.writeStringField("reason", degradation.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (!scored.provenance().isEmpty()) {
            json.writeArrayFieldStart("provenance");
            for (InputProvenance input : scored.provenance()) {
                provenance(json, input);
            }
            json.writeEndArray();
        }
        timings(json, answer.times());
        json.writeEndObject();
    }

    private static void provenance(JsonGenerator json, InputProvenance input) throws IOException {
        json.writeStartObject();
        json.writeStringField("feature", input.feature().toString());
        json.writeNumberField("value", input.value());
        json.writeStringField("source", input.from().label());
        if (input.eventTime() != null) {
            json.writeStringField(
                    "event_timestamp",
                    Instant.ofEpochSecond(
                                    input.eventTime().seconds(),
                                    input.eventTime().nanos())
                            .toString());
        }
        json.writeEndObject();
    }

    private static void reason(JsonGenerator json, Reason reason) throws IOException {
        json.writeStartObject();
        json.writeStringField("feature", reason.feature().toString());
        json.writeNumberField("value", reason.value());
        json.writeNumberField("contribution", reason.contribution());
        json.writeObjectFieldStart("ordinary");
        json.writeNumberField("low", reason.ordinary().low());
        json.writeNumberField("median", reason.ordinary().median());
        json.writeNumberField("high", reason.ordinary().high());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void timings(JsonGenerator json, StageTimes times) throws IOException {
        json.writeObjectFieldStart("timings");
        json.writeNumberField("parse", micros(times.parse()));
        json.writeNumberField("store", micros(times.store()));
        json.writeNumberField("vector", micros(times.vector()));
        json.writeNumberField("model", micros(times.model()));
        json.writeNumberField("decision", micros(times.decision()));
        json.writeNumberField("total", micros(times.total()));
        json.writeEndObject();
    }

    private static long micros(long nanos) {
        return (nanos + 500) / 1000;
    }

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(int size, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
