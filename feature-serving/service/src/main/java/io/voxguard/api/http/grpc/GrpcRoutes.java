package io.voxguard.api.http.grpc;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.voxguard.api.health.ServingState;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ModelsSettings;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.repository.UnknownVersion;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code inference.GRPCInferenceService} and the health service, beside the routes of the same server. Inference itself is {@link GrpcInfer}'s. */
@Singleton
final class GrpcRoutes {
    static final String SERVICE = "inference.GRPCInferenceService";

    private final Models models;
    private final ModelsSettings control;
    private final InferenceSettings settings;
    private final GrpcInfer infer;
    private final HealthService health;
    private final ServingState state;
    private final Bodies bodies;
    private final Vertx vertx;

    GrpcRoutes(
            Models models,
            ModelsSettings control,
            InferenceSettings settings,
            GrpcInfer infer,
            HealthService health,
            ServingState state,
            Bodies bodies,
            Vertx vertx) {
        this.models = models;
        this.control = control;
        this.settings = settings;
        this.infer = infer;
        this.health = health;
        this.state = state;
        this.bodies = bodies;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        GrpcServerOptions options = new GrpcServerOptions().setMaxMessageSize(settings.maxBody());
        for (String service : List.of(SERVICE, HealthService.NAME)) {
            // a server a call, because only here the call and the stream beneath it are known together
            router.route("/" + service + "/*").handler(http -> GrpcServer.server(vertx, options)
                    .callHandler(request -> call(new GrpcCall(request, http.response())))
                    .handle(http.request()));
        }
    }

    private void call(GrpcCall call) {
        long start = System.nanoTime();
        boolean inference = call.request().serviceName().fullyQualifiedName().equals(SERVICE);
        if (inference && call.method().equals("ModelStreamInfer")) {
            infer.stream(call);
            return;
        }
        boolean[] asked = {false};
        call.request().endHandler(end -> {
            if (!asked[0]) {
                call.refuse(new GrpcFault(GrpcStatus.INVALID_ARGUMENT, "message: expected one, got none"));
            }
        });
        call.request().messageHandler(message -> {
            if (asked[0]) {
                return;
            }
            asked[0] = true;
            if (inference && call.method().equals("ModelInfer")) {
                infer.one(call, message, start);
            } else {
                take(call, message, inference);
            }
        });
    }

    private void take(GrpcCall call, GrpcMessage message, boolean inference) {
        EventExecutor loop = EventLoops.here();
        bodies.decode(
                message.payload().getBytes(),
                message.encoding(),
                settings.maxBody(),
                bytes -> EventLoops.on(loop, () -> take(call, bytes, inference)),
                refused -> call.refuse(GrpcFault.of(refused)));
    }

    private void take(GrpcCall call, byte[] bytes, boolean inference) {
        try {
            if (inference) {
                answer(call, bytes);
            } else {
                health.call(call, bytes);
            }
        } catch (Refused refused) {
            call.refuse(GrpcFault.of(refused));
        } catch (RuntimeException fault) {
            call.fault(fault);
        }
    }

    private void answer(GrpcCall call, byte[] bytes) {
        Map<Integer, String> asked = GrpcMessages.texts(bytes);
        switch (call.method()) {
            case "ServerLive" -> call.send(new Message().flag(1, true));
            case "ServerReady" -> call.send(new Message().flag(1, state.isReady()));
            case "ServerMetadata" -> call.send(GrpcMessages.server(Models.EXTENSIONS));
            case "ModelReady" -> call.send(new Message().flag(1, ready(asked)));
            case "ModelMetadata" -> call.send(GrpcMessages.metadata(model(asked), description(asked)));
            case "ModelConfig" -> call.send(GrpcMessages.config(model(asked), description(asked)));
            case "ModelStatistics" -> call.send(stats(asked));
            case "RepositoryIndex" -> {
                oneRepository(asked);
                call.send(GrpcMessages.index(models.repository().models(), "1".equals(asked.get(2))));
            }
            case "RepositoryModelLoad" -> {
                oneRepository(asked);
                for (Parameter parameter : GrpcMessages.repositoryParameters(bytes)) {
                    throw Refused.invalid(
                            "parameters." + parameter.key(),
                            "none: a model is loaded as its folder has it",
                            String.valueOf(parameter.value()));
                }
                then(
                        call,
                        controlled().load(asked.getOrDefault(2, "")),
                        why -> why.map(text ->
                                new Problem("model \"" + asked.get(2) + '"', "a version that can serve", text)));
            }
            case "RepositoryModelUnload" -> {
                oneRepository(asked);
                for (Parameter parameter : GrpcMessages.repositoryParameters(bytes)) {
                    if (!parameter.key().equals("unload_dependents")) {
                        throw Refused.invalid(
                                "parameters." + parameter.key(),
                                "unload_dependents",
                                String.valueOf(parameter.value()));
                    }
                    parameter.of(Boolean.class, "true or false");
                }
                then(call, controlled().unload(asked.getOrDefault(2, "")), done -> Optional.empty());
            }
            default -> throw call.noSuchMethod();
        }
    }

    private static void oneRepository(Map<Integer, String> asked) {
        String name = asked.getOrDefault(1, "");
        if (!name.isEmpty()) {
            throw Refused.invalid("repository_name", "none: there is one repository", '"' + name + '"');
        }
    }

    private ModelRepository controlled() {
        if (!control.control()) {
            throw new Refused(
                    Refused.Kind.FORBIDDEN,
                    new Problem("voxguard.models.control", "true for changes by request", "false"));
        }
        return models.repository();
    }

    private ModelView model(Map<Integer, String> asked) {
        String name = asked.getOrDefault(1, "");
        return models.repository()
                .model(name)
                .orElseThrow(() -> new Refused(
                        Refused.Kind.NOT_FOUND, new Problem("name", "a model that is known", '"' + name + '"')));
    }

    private boolean ready(Map<Integer, String> asked) {
        return found(asked).isPresent();
    }

    private Optional<ModelDescription> found(Map<Integer, String> asked) {
        ModelView model = model(asked);
        String version = asked.getOrDefault(2, "");
        return model.version(version.isEmpty() ? model.serving().orElse("") : version)
                .flatMap(ModelView.VersionView::description);
    }

    private ModelDescription description(Map<Integer, String> asked) {
        String version = asked.getOrDefault(2, "");
        Optional<ModelDescription> found = found(asked);
        if (found.isEmpty()) {
            boolean away = version.isEmpty() || model(asked).unloaded();
            String expected = "a version of model \"" + asked.get(1) + "\" that is loaded";
            String got = version.isEmpty() ? "none is" : '"' + version + '"';
            throw new Refused(
                    away ? Refused.Kind.UNAVAILABLE : Refused.Kind.NOT_FOUND, new Problem("version", expected, got));
        }
        return found.get();
    }

    private Message stats(Map<Integer, String> asked) {
        boolean all = asked.getOrDefault(1, "").isEmpty();
        if (!all) {
            description(asked);
        }
        List<ModelView> of = all ? models.repository().models() : List.of(model(asked));
        return GrpcMessages.stats(of, asked.getOrDefault(2, ""));
    }

    private <T> void then(GrpcCall call, CompletionStage<T> work, Function<T, Optional<Problem>> wrong) {
        Context loop = vertx.getOrCreateContext();
        work.whenComplete((done, fault) -> loop.runOnContext(go -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof UnknownVersion) {
                call.refuse(new GrpcFault(GrpcStatus.NOT_FOUND, String.valueOf(cause.getMessage())));
            } else if (cause != null) {
                call.fault(cause);
            } else {
                wrong.apply(done)
                        .ifPresentOrElse(
                                error -> call.refuse(new GrpcFault(GrpcStatus.INVALID_ARGUMENT, error.message())),
                                () -> call.send(new Message()));
            }
        }));
    }
}
