package io.voxguard.api.http.exchange;

import io.voxguard.problem.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a request's query, with their escapes decoded once. A plus is a plus: a number may be written as it is. */
public final class QueryParameters {
    private final Map<String, String> given;

    private QueryParameters(Map<String, String> given) {
        this.given = given;
    }

    /** Returns the parameters of a request. @throws Refused when one has another name than these, or is given twice */
    public static QueryParameters of(Exchange exchange, List<String> names) {
        String query = exchange.query();
        return of(query == null ? "" : query, names);
    }

    static QueryParameters of(String query, List<String> names) {
        Map<String, String> given = new HashMap<>();
        for (String part : query.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int end = part.indexOf('=');
            String name = decoded(end < 0 ? part : part.substring(0, end));
            if (!names.contains(name)) {
                throw Refused.invalid("query", "parameters among " + String.join(", ", names), '"' + name + '"');
            }
            if (given.put(name, end < 0 ? "" : decoded(part.substring(end + 1))) != null) {
                throw Refused.invalid(name, "one parameter", "a duplicate parameter");
            }
        }
        return new QueryParameters(given);
    }

    private static String decoded(String text) {
        try {
            return PathSegment.decoded(text);
        } catch (Refused notEncoded) {
            throw notEncoded.at("query");
        }
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /** Returns false for a parameter that is absent. @throws Refused when it is neither true nor false */
    public boolean flag(String name) {
        String value = given.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refused.invalid(name, "true or false", '"' + value + '"');
        };
    }
}
