package io.voxguard.api.http.limits;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.api.limits.LimitChecksSettings;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.limit.LimitGroup;
import io.voxguard.serving.limit.LimitRequest;
import io.voxguard.serving.limit.Part;
import io.voxguard.serving.limit.Subject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of requests to limits by streaming. Thread-safe. */
@Singleton
final class LimitBodyReader {
    private static final String KEYS = "keys";
    private static final String COST = "cost";

    private final LimitChecksSettings settings;

    LimitBodyReader(LimitChecksSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads one subject, or a list of them under {@code keys}.
     *
     * @param group that is asked
     * @param parts that each has to give
     * @param maxCost largest cost; negative: none may be given
     */
    LimitBody read(byte[] body, LimitGroup group, Collection<Part> parts, long maxCost) {
        Draft single = new Draft(group, parts, maxCost, "");
        List<LimitRequest> listed = new ArrayList<>();
        boolean[] isList = new boolean[1];
        JsonBody.fields(body, (json, field) -> {
            if (field.equals(KEYS)) {
                if (isList[0]) {
                    throw Refused.invalid(KEYS, "one list of keys", "a duplicate field");
                }
                isList[0] = true;
                list(json, new Draft(group, parts, maxCost, ""), listed);
            } else {
                single.field(json, field, KEYS);
            }
        });
        if (!isList[0]) {
            return new LimitBody(List.of(single.request()), false);
        }
        if (single.seen) {
            throw Refused.invalid(KEYS, "a list of keys alone, each with its own fields", "other fields beside it");
        }
        if (listed.isEmpty()) {
            throw Refused.invalid(KEYS, "a list of 1 to " + settings.maxKeys() + " keys", "an empty list");
        }
        return new LimitBody(listed, true);
    }

    private void list(JsonParser json, Draft empty, List<LimitRequest> listed) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, KEYS, "a list of keys");
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (listed.size() == settings.maxKeys()) {
                throw Refused.tooLarge(KEYS, "at most " + settings.maxKeys() + " keys", "more");
            }
            String at = KEYS + "[" + listed.size() + "]";
            if (json.currentToken() == null) {
                throw Refused.invalid(KEYS, "a list that ends", "the end of the body");
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw JsonValues.wrong(json, at, "an object");
            }
            Draft draft = empty.at(at + ".");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                draft.field(json, field, null);
            }
            listed.add(draft.request());
        }
    }

    /** A subject as it is read, field by field. */
    private static final class Draft {
        private final LimitGroup group;
        private final Collection<Part> parts;
        private final long maxCost;
        private final String path;
        private Subject subject = Subject.NOBODY;
        private long cost = 1;
        private boolean seen;
        private boolean costSeen;

        /** @param path of the fields in the body */
        Draft(LimitGroup group, Collection<Part> parts, long maxCost, String path) {
            this.group = group;
            this.parts = parts;
            this.maxCost = maxCost;
            this.path = path;
        }

        /** Returns an empty draft of the same kind. */
        Draft at(String place) {
            return new Draft(group, parts, maxCost, place);
        }

        void field(JsonParser json, String field, @Nullable String other) throws IOException {
            seen = true;
            if (field.equals(COST) && maxCost >= 0) {
                if (costSeen) {
                    throw duplicate(field);
                }
                costSeen = true;
                cost = cost(json);
                return;
            }
            for (Part part : parts) {
                if (part.label().equals(field)) {
                    set(json, part);
                    return;
                }
            }
            throw Refused.invalid(path + field, "one of " + known(other), "an unknown field");
        }

        private void set(JsonParser json, Part part) throws IOException {
            String name = path + part.label();
            if (subject.part(part) != null) {
                throw duplicate(part.label());
            }
            String text = JsonValues.text(json, name, part.expected());
            Problem problem = part.problem(text);
            if (problem != null) {
                throw new Refused(Refused.Kind.INVALID, problem).at(name);
            }
            subject = subject.with(part, text);
        }

        private long cost(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                long value = json.getLongValue();
                if (value >= 0 && value <= maxCost) {
                    return value;
                }
            }
            throw JsonValues.wrong(json, path + COST, "a whole number from 0 to " + maxCost);
        }

        private Refused duplicate(String field) {
            return Refused.invalid(path + field, "one value", "a duplicate field");
        }

        private String known(@Nullable String other) {
            return parts.stream().map(Part::label).collect(Collectors.joining(", "))
                    + (maxCost >= 0 ? ", " + COST : "")
                    + (other == null ? "" : ", " + other);
        }

        LimitRequest request() {
            for (Part part : parts) {
                if (subject.part(part) == null) {
                    throw Refused.invalid(path + part.label(), part.expected(), "nothing");
                }
            }
            return new LimitRequest(group, subject, cost);
        }
    }
}
