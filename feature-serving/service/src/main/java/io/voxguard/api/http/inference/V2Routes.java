package io.voxguard.api.http.inference;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.health.ServingState;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.RequestHead;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.http.routing.Routing;
import io.voxguard.api.models.Models;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelView;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** The Open Inference Protocol below {@code /v2}: what there is to know, and the repository; inference itself is {@link InferRoute}'s. */
@Singleton
final class V2Routes {
    private static final int SMALL_BODY = 64 * 1024;
    private static final String OTHER = "/v2/other";

    private final Models models;
    private final InferRoute infer;
    private final RepositoryCalls repository;
    private final ServingState state;
    private final Bodies bodies;
    private final V2Replies replies;

    V2Routes(
            Models models,
            InferRoute infer,
            RepositoryCalls repository,
            ServingState state,
            Bodies bodies,
            V2Replies replies) {
        this.models = models;
        this.state = state;
        this.bodies = bodies;
        this.infer = infer;
        this.repository = repository;
        this.replies = replies;
    }

    void register(@Observes Router router) {
        router.route("/v2").handler(this::handle);
        router.route("/v2/*").order(Routing.FIRST).handler(this::handle);
    }

    private void handle(RoutingContext http) {
        V2Path path;
        try {
            path = V2Path.of(http.normalizedPath());
        } catch (Refused refused) {
            RequestHead.closeIfUnread(http.request());
            replies.error(http, OTHER, refused);
            return;
        }
        if (path == null) {
            RequestHead.closeIfUnread(http.request());
            String asked = String.valueOf(http.request().path());
            replies.error(http, OTHER, 404, "path: expected one of the Open Inference Protocol, got " + asked);
        } else if (!has(path, http.request().method())) {
            replies.only(http, path.route(), path.method());
        } else if (path.method().equals("POST") && http.request().query() != null) {
            replies.error(
                    http,
                    path.route(),
                    400,
                    "query: expected none: parameters stand in the body, got "
                            + http.request().query());
        } else if (path.kind() == V2Path.Kind.INFER) {
            infer.handle(http, path);
        } else {
            try {
                answer(http, path);
            } catch (RuntimeException fault) {
                replies.fault(http, path.route(), fault);
            }
        }
    }

    private static boolean has(V2Path path, HttpMethod method) {
        return method.name().equals(path.method())
                || method.equals(HttpMethod.HEAD) && path.method().equals("GET");
    }

    private void answer(RoutingContext http, V2Path path) {
        switch (path.kind()) {
            case SERVER -> server(http, path);
            case LIVE -> health(http, path, true, state.isReady());
            case READY -> health(http, path, state.isReady(), state.isReady());
            case MODELS -> names(http, path);
            case ALL_STATS -> stats(http, path, models.repository().models());
            case INDEX -> body(http, path, body -> index(http, path, RepositoryBodies.readyOnly(body)));
            case LOAD ->
                body(http, path, body -> {
                    RepositoryBodies.checkLoad(body);
                    repository.load(http, path);
                });
            case UNLOAD ->
                body(http, path, body -> {
                    RepositoryBodies.checkUnload(body);
                    repository.unload(http, path);
                });
            default -> model(http, path);
        }
    }

    private void model(RoutingContext http, V2Path path) {
        ModelView model = models.repository().model(path.model()).orElse(null);
        if (model == null) {
            replies.error(http, path.route(), 404, "no model \"" + path.model() + '"');
            return;
        }
        ModelDescription description = InferRoute.description(model, path.version());
        if (path.kind() == V2Path.Kind.MODEL_READY) {
            modelReady(http, path, description != null);
        } else if (description == null) {
            int status = path.version() == null || model.unloaded() ? 503 : 404;
            String what =
                    path.version() == null ? "no version of model" : "no version \"" + path.version() + "\" of model";
            replies.error(http, path.route(), status, what + " \"" + path.model() + "\" is loaded");
        } else if (path.kind() == V2Path.Kind.STATS) {
            stats(http, path, List.of(model));
        } else {
            JsonBytes json = JsonBytes.ofThread();
            if (path.kind() == V2Path.Kind.CONFIG) {
                ModelsJson.config(json, model, description);
            } else {
                ModelsJson.metadata(json, model, description);
            }
            replies.json(http, path.route(), 200, json);
        }
    }

    private void server(RoutingContext http, V2Path path) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("name");
        json.string(Models.SERVER);
        json.field("version");
        json.string(Models.version());
        json.field("extensions");
        json.beginArray();
        Models.EXTENSIONS.forEach(json::string);
        json.endArray();
        json.endObject();
        replies.json(http, path.route(), 200, json);
    }

    /** Both keys: one client reads {@code ready}, the specification's own example says {@code live}. */
    private void health(RoutingContext http, V2Path path, boolean good, boolean ready) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("live");
        json.bool(true);
        json.field("ready");
        json.bool(ready);
        json.endObject();
        replies.json(http, path.route(), good ? 200 : 503, json);
    }

    private void modelReady(RoutingContext http, V2Path path, boolean ready) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("name");
        json.string(path.model());
        json.field("ready");
        json.bool(ready);
        json.endObject();
        replies.json(http, path.route(), ready ? 200 : 503, json);
    }

    private void names(RoutingContext http, V2Path path) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("models");
        json.beginArray();
        models.repository().models().forEach(model -> json.string(model.name()));
        json.endArray();
        json.endObject();
        replies.json(http, path.route(), 200, json);
    }

    private void stats(RoutingContext http, V2Path path, List<ModelView> of) {
        JsonBytes json = JsonBytes.ofThread();
        ModelsJson.stats(json, of, path.version() == null ? "" : path.version());
        replies.json(http, path.route(), 200, json);
    }

    private interface WithBody {
        void go(byte[] body);
    }

    private void index(RoutingContext http, V2Path path, boolean readyOnly) {
        JsonBytes json = JsonBytes.ofThread();
        ModelsJson.index(json, models.repository().models(), readyOnly);
        replies.json(http, path.route(), 200, json);
    }

    private void body(RoutingContext http, V2Path path, WithBody next) {
        EventExecutor loop = EventLoops.here();
        bodies.read(
                http.request(),
                SMALL_BODY,
                body -> EventLoops.on(loop, () -> {
                    try {
                        next.go(body);
                    } catch (Refused refused) {
                        replies.error(http, path.route(), refused);
                    } catch (RuntimeException fault) {
                        replies.fault(http, path.route(), fault);
                    }
                }),
                refused -> replies.error(http, path.route(), refused));
    }
}
