package io.voxguard.api.http.exchange;

import io.voxguard.problem.Refused;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of a route, with its parameters in braces as OpenAPI writes them. It names the route in metrics and logs.
 *
 * @param positions the number of slashes before each parameter
 */
public record RoutePath(String template, Map<String, Integer> positions) {
    /** Makes a path of its template, for example {@code /v2/models/{model}/ready}. */
    public static RoutePath of(String template) {
        Map<String, Integer> positions = new HashMap<>();
        String[] segments = template.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith("{")) {
                positions.put(segments[i].substring(1, segments[i].length() - 1), i);
            }
        }
        return new RoutePath(template, Map.copyOf(positions));
    }

    /** Returns the path as a pattern of the router. */
    public String pattern() {
        return template.replace("{", ":").replace("}", "");
    }

    /**
     * Returns a parameter's value, its escapes decoded once; null when the template lacks it.
     *
     * @param path the request's path with its escapes, which the template matches
     * @throws Refused when the escapes are not UTF-8
     */
    @Nullable
    String parameter(String path, String name) {
        Integer position = positions.get(name);
        if (position == null) {
            return null;
        }
        int from = 0;
        for (int slashes = 0; slashes < position; slashes++) {
            from = path.indexOf('/', from) + 1;
        }
        int end = path.indexOf('/', from);
        return PathSegment.decoded(end < 0 ? path.substring(from) : path.substring(from, end));
    }

    @Override
    public String toString() {
        return template;
    }
}
