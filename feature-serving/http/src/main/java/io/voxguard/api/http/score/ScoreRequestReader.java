package io.voxguard.api.http.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.CallDraft;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Reads the bodies of {@code /v1/score} and {@code /v1/score/batch} by streaming. Thread-safe. */
@Singleton
final class ScoreRequestReader {
    private static final String OPTIONS = "model, deadline_ms, strict, include_provenance, include_reasons";

    private final Models models;
    private final ScoringSettings settings;
    private final Clock clock;
    private final long maxDeadlineMs;
    private final String expectedDeadline;

    ScoreRequestReader(Models models, ScoringSettings settings, Clock clock) {
        this.models = models;
        this.settings = settings;
        this.clock = clock;
        this.maxDeadlineMs = settings.maxDeadline().toMillis();
        this.expectedDeadline = "a number of milliseconds from 1 to " + maxDeadlineMs;
    }

    /** One call; what is wrong with it is the request's error. */
    ScoreRequest single(byte[] body) {
        return read(body, (parser, request) -> {
            CallDraft draft = draft();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (!CallReader.read(parser, field, draft) && !option(parser, field, request)) {
                    throw unknown(field, CallReader.FIELDS + ", " + OPTIONS);
                }
            }
            Problem missing = draft.missing();
            if (missing != null) {
                throw new Refused(Refused.Kind.INVALID, missing);
            }
            request.add(draft.call());
        });
    }

    /** A list of calls; what is wrong with one of them is that one's error. */
    ScoreRequest batch(byte[] body) {
        return read(body, (parser, request) -> {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("calls")) {
                    calls(parser, request);
                } else if (!option(parser, field, request)) {
                    throw unknown(field, "calls, " + OPTIONS);
                }
            }
            if (request.size() == 0) {
                throw Refused.invalid("calls", "a list of 1 to " + settings.maxBatch() + " calls", "none");
            }
        });
    }

    private void calls(JsonParser parser, ScoreRequest request) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(parser, "calls", "a list of calls");
        }
        CallDraft draft = draft();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (request.size() == settings.maxBatch()) {
                throw Refused.tooLarge("calls", "at most " + settings.maxBatch() + " calls", "more");
            }
            if (parser.currentToken() == null) {
                throw Refused.invalid("calls", "a list that ends", "the end of the body");
            }
            item(parser, draft, request);
        }
    }

    private static void item(JsonParser parser, CallDraft draft, ScoreRequest request) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            Problem error =
                    JsonValues.wrong(parser, "call", "an object: a call").problem();
            parser.skipChildren();
            request.add(null, error);
            return;
        }
        draft.clear();
        Problem error = null;
        int depth = parser.getParsingContext().getNestingDepth();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            try {
                if (error != null) {
                    parser.skipChildren();
                } else if (!CallReader.read(parser, field, draft)) {
                    throw unknown(field, CallReader.FIELDS);
                }
            } catch (Refused wrong) {
                error = wrong.problem();
                leave(parser, depth);
            }
        }
        if (error == null) {
            error = draft.missing();
        }
        if (error == null) {
            request.add(draft.call());
        } else {
            request.add(draft.callIdSoFar(), error);
        }
    }

    /** Goes on to the end of the value that was refused, so that the next token is the call's next field or its end. */
    private static void leave(JsonParser parser, int depth) throws IOException {
        parser.skipChildren();
        while (parser.getParsingContext().getNestingDepth() > depth && parser.nextToken() != null) {
            parser.skipChildren();
        }
    }

    /** Returns false when the field is not one of a request's. */
    private boolean option(JsonParser parser, String field, ScoreRequest request) throws IOException {
        boolean absent = parser.currentToken() == JsonToken.VALUE_NULL;
        switch (field) {
            case "model" -> {
                if (!absent) {
                    String name = JsonValues.sharedText(parser);
                    request.model(name == null ? JsonValues.text(parser, field, "a model's name") : name);
                }
            }
            case "deadline_ms" -> {
                if (!absent) {
                    request.deadline(deadline(parser));
                }
            }
            case "strict" -> {
                if (!absent) {
                    request.strict(JsonValues.flag(parser, field));
                }
            }
            case "include_reasons" -> {
                if (!absent) {
                    request.reasons(JsonValues.flag(parser, field));
                }
            }
            case "include_provenance" -> {
                if (!absent) {
                    request.provenance(JsonValues.flag(parser, field));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Duration deadline(JsonParser parser) throws IOException {
        double ms = JsonValues.number(parser, "deadline_ms", expectedDeadline);
        if (ms < 1 || ms > maxDeadlineMs) {
            throw JsonValues.wrong(parser, "deadline_ms", expectedDeadline);
        }
        return Duration.ofNanos((long) (ms * 1_000_000));
    }

    private CallDraft draft() {
        return new CallDraft(models.catalogue(), clock.millis());
    }

    private static Refused unknown(String field, String known) {
        return Refused.invalid(field, "one of " + known, "an unknown field");
    }

    private interface Body {
        void read(JsonParser parser, ScoreRequest request) throws IOException;
    }

    private ScoreRequest read(byte[] body, Body content) {
        return JsonBody.parse(body, parser -> {
            ScoreRequest request = new ScoreRequest(settings.defaultDeadline(), models.defaultModel());
            content.read(parser, request);
            return request;
        });
    }
}
