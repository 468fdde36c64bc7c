package io.voxguard.api.http.inference;

import io.voxguard.api.http.exchange.PathSegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path below {@code /v2}, taken apart.
 *
 * @param route the path with names in braces, for metrics
 * @param method the one that it takes
 * @param model empty where the path names none
 * @param version null where the path names none
 */
record V2Path(
        Kind kind,
        String route,
        String method,
        String model,
        @Nullable String version) {
    /** What is asked. */
    enum Kind {
        SERVER,
        LIVE,
        READY,
        MODELS,
        METADATA,
        MODEL_READY,
        CONFIG,
        STATS,
        ALL_STATS,
        INFER,
        INDEX,
        LOAD,
        UNLOAD
    }

    /**
     * Returns null for a path that there is not.
     *
     * @param path as it was sent, with its escapes; each segment is decoded once
     */
    static @Nullable V2Path of(String path) {
        List<String> parts = new ArrayList<>();
        for (String segment : path.substring("/v2".length()).split("/", -1)) {
            parts.add(PathSegment.decoded(segment));
        }
        int count = parts.size();
        if (count > 1 && parts.getLast().isEmpty()) {
            count--;
        }
        return switch (count) {
            case 1 -> server(Kind.SERVER, "/v2");
            case 2 -> parts.get(1).equals("models") ? server(Kind.MODELS, "/v2/models") : null;
            case 3 -> three(parts.get(1), parts.get(2));
            case 4 -> parts.get(1).equals("models") ? ofModel(parts.get(2), null, parts.get(3)) : null;
            case 5 -> five(parts);
            case 6 ->
                parts.get(1).equals("models") && parts.get(3).equals("versions")
                        ? ofModel(parts.get(2), parts.get(4), parts.get(5))
                        : null;
            default -> null;
        };
    }

    private static @Nullable V2Path three(String first, String second) {
        return switch (first) {
            case "health" ->
                switch (second) {
                    case "live" -> server(Kind.LIVE, "/v2/health/live");
                    case "ready" -> server(Kind.READY, "/v2/health/ready");
                    default -> null;
                };
            case "models" ->
                second.equals("stats")
                        ? server(Kind.ALL_STATS, "/v2/models/stats")
                        : new V2Path(Kind.METADATA, "/v2/models/{model}", "GET", second, null);
            case "repository" ->
                second.equals("index") ? new V2Path(Kind.INDEX, "/v2/repository/index", "POST", "", null) : null;
            default -> null;
        };
    }

    private static @Nullable V2Path five(List<String> parts) {
        if (parts.get(1).equals("models") && parts.get(3).equals("versions")) {
            return new V2Path(
                    Kind.METADATA, "/v2/models/{model}/versions/{version}", "GET", parts.get(2), parts.get(4));
        }
        if (parts.get(1).equals("repository") && parts.get(2).equals("models")) {
            return switch (parts.get(4)) {
                case "load" -> new V2Path(Kind.LOAD, "/v2/repository/models/{model}/load", "POST", parts.get(3), null);
                case "unload" ->
                    new V2Path(Kind.UNLOAD, "/v2/repository/models/{model}/unload", "POST", parts.get(3), null);
                default -> null;
            };
        }
        return null;
    }

    private static @Nullable V2Path ofModel(String model, @Nullable String version, String what) {
        String route = "/v2/models/{model}" + (version == null ? "" : "/versions/{version}");
        return switch (what) {
            case "infer" -> new V2Path(Kind.INFER, route + "/infer", "POST", model, version);
            case "ready" -> new V2Path(Kind.MODEL_READY, route + "/ready", "GET", model, version);
            case "config" -> new V2Path(Kind.CONFIG, route + "/config", "GET", model, version);
            case "stats" -> new V2Path(Kind.STATS, route + "/stats", "GET", model, version);
            default -> null;
        };
    }

    private static V2Path server(Kind kind, String route) {
        return new V2Path(kind, route, "GET", "", null);
    }
}
