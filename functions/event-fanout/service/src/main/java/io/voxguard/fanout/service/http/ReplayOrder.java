package io.voxguard.fanout.service.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.voxguard.fanout.destination.Filter;
import io.voxguard.problem.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order to replay, as the body of a request has it.
 *
 * @param to not after now
 * @param filter valid
 */
record ReplayOrder(Instant from, Instant to, Optional<String> filter) {
    private static final ObjectReader JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .reader()
            .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final Set<String> FIELDS = Set.of("from", "to", "filter");
    private static final String TIME = "a time such as 2026-11-30T08:00:00Z";
    private static final String ORDER = "a JSON object with from, to and filter";
    private static final int MAX_FILTER = 2_000;

    /**
     * Reads an order.
     *
     * @throws Refused if it is none
     */
    static ReplayOrder read(@Nullable String body, Instant now) {
        JsonNode order = parse(body == null ? "" : body);
        for (Iterator<String> names = order.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw Refused.invalid("body", "from, to and filter", name);
            }
        }
        Instant end = now.truncatedTo(ChronoUnit.MILLIS)
                .plusMillis(1); // what the log takes in this millisecond is before now
        Instant from = time(order, "from").orElseThrow(() -> Refused.invalid("from", TIME, "nothing"));
        Instant to = time(order, "to").filter(end::isAfter).orElse(end);
        if (!from.isBefore(to)) {
            throw Refused.invalid("from", "a time before to, which is " + to + " (not after now)", from.toString());
        }
        return new ReplayOrder(from, to, filter(order));
    }

    private static JsonNode parse(String body) {
        JsonNode order;
        try {
            order = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw Refused.invalid("body", ORDER, e.getOriginalMessage());
        }
        if (!order.isObject()) {
            throw Refused.invalid("body", ORDER, body.isBlank() ? "nothing" : body);
        }
        return order;
    }

    private static Optional<Instant> time(JsonNode order, String name) {
        JsonNode value = order.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(value.isTextual() ? value.asText() : "")
                    .toInstant();
            return Optional.of(Instant.ofEpochMilli(Math.max(0, time.toEpochMilli())));
        } catch (DateTimeException | ArithmeticException e) {
            throw Refused.invalid(name, TIME, value.isTextual() ? value.asText() : value.toString());
        }
    }

    private static Optional<String> filter(JsonNode order) {
        JsonNode value = order.path("filter");
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refused.invalid("filter", "an expression in CloudEvents SQL, as text", value.toString());
        }
        String filter = value.asText();
        if (filter.length() > MAX_FILTER) {
            throw Refused.invalid("filter", "at most " + MAX_FILTER + " characters", filter.length() + " characters");
        }
        Filter.parse("filter", filter);
        return Optional.of(filter);
    }
}
