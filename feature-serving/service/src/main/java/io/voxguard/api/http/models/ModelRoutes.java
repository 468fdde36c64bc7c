package io.voxguard.api.http.models;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.PathSegment;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ModelsSettings;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.repository.Policy;
import io.voxguard.serving.repository.ReplicaState;
import io.voxguard.serving.repository.UnknownVersion;
import io.voxguard.store.StoreUnavailable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** {@code /v1/models}: what is served and by which policy, and one call each to change the policy and to roll back. */
@Singleton
final class ModelRoutes {
    private static final String ALL = "/v1/models";
    private static final String ONE = "/v1/models/:model";
    private static final String POLICY = "/v1/models/:model/policy";
    private static final String ROLLBACK = "/v1/models/:model/rollback";
    /** In {@code /v1/models/:model}, after what is before the first slash. */
    private static final int MODEL_SEGMENT = 3;

    private static final int SMALL_BODY = 16 * 1024;

    private final Models models;
    private final ModelsSettings settings;
    private final Bodies bodies;
    private final Replies replies;

    ModelRoutes(Models models, ModelsSettings settings, Bodies bodies, Replies replies) {
        this.bodies = bodies;
        this.models = models;
        this.settings = settings;
        this.replies = replies;
    }

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, ALL).method(HttpMethod.HEAD).handler(this::all);
        router.route(ALL).handler(http -> replies.only(http, ALL, "GET"));
        router.route(HttpMethod.GET, ONE).method(HttpMethod.HEAD).handler(http -> show(http, ONE));
        router.route(ONE).handler(http -> replies.only(http, ONE, "GET"));
        router.route(HttpMethod.PUT, POLICY).handler(this::policy);
        router.route(POLICY).handler(http -> replies.only(http, POLICY, "PUT"));
        router.route(HttpMethod.POST, ROLLBACK).handler(this::rollBack);
        router.route(ROLLBACK).handler(http -> replies.only(http, ROLLBACK, "POST"));
    }

    private void all(RoutingContext http) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("models");
        json.beginArray();
        for (ModelView model : models.repository().models()) {
            ModelJson.write(json, model, List.of());
        }
        json.endArray();
        json.endObject();
        replies.json(http, ALL, 200, json.copy());
    }

    private void show(RoutingContext http, String route) {
        String name;
        try {
            name = name(http);
        } catch (Refused refused) {
            replies.refuse(http, route, refused);
            return;
        }
        ModelView model = models.repository().model(name).orElse(null);
        if (model == null) {
            replies.refuse(http, route, unknown("no model \"" + name + '"'));
            return;
        }
        then(http, route, models.repository().replicas(name), replicas -> show(http, route, name, replicas));
    }

    /** The model as it is now that the replicas are known. */
    private void show(RoutingContext http, String route, String name, List<ReplicaState> replicas) {
        ModelView model = models.repository().model(name).orElse(null);
        if (model == null) {
            replies.refuse(http, route, unknown("no model \"" + name + "\" any more"));
            return;
        }
        JsonBytes json = JsonBytes.ofThread();
        ModelJson.write(json, model, replicas);
        replies.json(http, route, 200, json.copy());
    }

    private void policy(RoutingContext http) {
        EventExecutor loop = EventLoops.here();
        bodies.read(
                http.request(),
                SMALL_BODY,
                body -> EventLoops.on(loop, () -> {
                    try {
                        controlled();
                        Policy policy = PolicyReader.read(body);
                        String name = name(http);
                        then(http, POLICY, models.repository().choose(name, policy), done -> show(http, POLICY));
                    } catch (Refused refused) {
                        replies.refuse(http, POLICY, refused);
                    } catch (RuntimeException fault) {
                        replies.fault(http, POLICY, fault);
                    }
                }),
                refused -> replies.refuse(http, POLICY, refused));
    }

    private void rollBack(RoutingContext http) {
        EventExecutor loop = EventLoops.here();
        bodies.read(
                http.request(),
                SMALL_BODY,
                body -> EventLoops.on(loop, () -> {
                    try {
                        controlled();
                        String name = name(http);
                        then(http, ROLLBACK, models.repository().rollBack(name), version -> {
                            if (version.isPresent()) {
                                show(http, ROLLBACK);
                            } else {
                                replies.refuse(http, ROLLBACK, conflict("a version that served before", "none"));
                            }
                        });
                    } catch (Refused refused) {
                        replies.refuse(http, ROLLBACK, refused);
                    } catch (RuntimeException fault) {
                        replies.fault(http, ROLLBACK, fault);
                    }
                }),
                refused -> replies.refuse(http, ROLLBACK, refused));
    }

    private void controlled() {
        if (!settings.control()) {
            throw new Refused(
                    Refused.Kind.FORBIDDEN,
                    new Problem("voxguard.models.control", "true for changes by request", "false"));
        }
    }

    private <T> void then(RoutingContext http, String route, CompletionStage<T> work, Consumer<T> answer) {
        Context loop = http.vertx().getOrCreateContext();
        work.whenComplete((done, fault) -> loop.runOnContext(go -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            switch (cause) {
                case null -> answer.accept(done);
                case UnknownVersion unknown ->
                    replies.refuse(http, route, unknown(String.valueOf(unknown.getMessage())));
                case StoreUnavailable away ->
                    replies.refuse(
                            http,
                            route,
                            new Refused(
                                    Refused.Kind.UNAVAILABLE,
                                    new Problem("store", "an answer", String.valueOf(away.getMessage()))));
                case IllegalStateException raced ->
                    replies.refuse(http, route, conflict("the pointer as it was", String.valueOf(raced.getMessage())));
                default -> replies.fault(http, route, cause);
            }
        }));
    }

    /** The model that the path names, its escapes decoded once. */
    private static String name(RoutingContext http) {
        return PathSegment.decoded(http.normalizedPath().split("/", -1)[MODEL_SEGMENT]);
    }

    private static Refused unknown(String got) {
        return new Refused(Refused.Kind.NOT_FOUND, new Problem("model", "a model and version that are known", got));
    }

    private static Refused conflict(String expected, String got) {
        return new Refused(Refused.Kind.CONFLICT, new Problem("policy", expected, got));
    }
}
