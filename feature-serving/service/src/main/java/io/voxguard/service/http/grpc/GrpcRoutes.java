package io.voxguard.service.http.grpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.voxguard.service.features.ModelsSettings;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.Compression;
import io.voxguard.service.models.InferenceSettings;
import io.voxguard.service.models.Models;
import io.voxguard.serving.call.FieldError;
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
import org.jboss.logging.Logger;

/** {@code inference.GRPCInferenceService}, beside the routes of the same server. Inference itself is {@link GrpcInfer}'s. */
@Singleton
final class GrpcRoutes {
    private static final Logger LOG = Logger.getLogger(GrpcRoutes.class);
    private static final String SERVICE = "inference.GRPCInferenceService";
    private final Models models;
    private final ModelsSettings control;
    private final InferenceSettings settings;
    private final GrpcInfer infer;
    private final Vertx vertx;

    GrpcRoutes(Models models, ModelsSettings control, InferenceSettings settings, GrpcInfer infer, Vertx vertx) {
        this.models = models;
        this.control = control;
        this.settings = settings;
        this.infer = infer;
        this.vertx = vertx;
    }

    void register(@Observes Router router) {
        GrpcServer server = GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(settings.maxBody()));
        server.callHandler(this::call);
        router.route("/" + SERVICE + "/*").handler(http -> server.handle(http.request()));
    }

    private void call(GrpcServerRequest<Buffer, Buffer> call) {
        long start = System.nanoTime();
        if (call.methodName().equals("ModelStreamInfer")) {
            infer.stream(call);
            return;
        }
        boolean[] asked = {false};
        call.endHandler(end -> {
            if (!asked[0]) {
                refuse(call, new GrpcFault(GrpcStatus.INVALID_ARGUMENT, "message: expected one, got none"));
            }
        });
        call.messageHandler(message -> {
            if (asked[0]) {
                return;
            }
            asked[0] = true;
            try {
                byte[] bytes = bytes(message);
                if (call.methodName().equals("ModelInfer")) {
                    infer.one(call, bytes, start);
                } else {
                    answer(call, bytes);
                }
            } catch (BadRequest refused) {
                refuse(call, GrpcFault.of(refused));
            } catch (GrpcFault refused) {
                refuse(call, refused);
            } catch (RuntimeException fault) {
                fault(call, fault);
            }
        });
    }

    /** A message as it was before it was compressed, within the bound of bodies. */
    byte[] bytes(GrpcMessage message) throws BadRequest {
        return Compression.decoded(message.payload().getBytes(), message.encoding(), settings.maxBody());
    }

    private void answer(GrpcServerRequest<Buffer, Buffer> call, byte[] bytes) throws BadRequest, GrpcFault {
        Map<Integer, String> asked = GrpcMessages.texts(bytes);
        switch (call.methodName()) {
            case "ServerLive" -> send(call, new Message().flag(1, true));
            case "ServerReady" -> send(call, new Message().flag(1, models.ready()));
            case "ServerMetadata" -> send(call, GrpcMessages.server(Models.EXTENSIONS));
            case "ModelReady" -> send(call, new Message().flag(1, ready(asked)));
            case "ModelMetadata" -> send(call, GrpcMessages.metadata(model(asked), description(asked)));
            case "ModelConfig" -> send(call, GrpcMessages.config(model(asked), description(asked)));
            case "ModelStatistics" -> send(call, stats(asked));
            case "RepositoryIndex" -> {
                oneRepository(asked);
                send(call, GrpcMessages.index(models.repository().models(), "1".equals(asked.get(2))));
            }
            case "RepositoryModelLoad" -> {
                oneRepository(asked);
                for (Parameter parameter : GrpcMessages.repositoryParameters(bytes)) {
                    throw BadRequest.of(
                            "parameters." + parameter.key(),
                            "none: a model is loaded as its folder has it",
                            String.valueOf(parameter.value()));
                }
                then(
                        call,
                        controlled().load(asked.getOrDefault(2, "")),
                        why -> why.map(text ->
                                new FieldError("model \"" + asked.get(2) + '"', "a version that can serve", text)));
            }
            case "RepositoryModelUnload" -> {
                oneRepository(asked);
                for (Parameter parameter : GrpcMessages.repositoryParameters(bytes)) {
                    if (!parameter.key().equals("unload_dependents")) {
                        throw BadRequest.of(
                                "parameters." + parameter.key(),
                                "unload_dependents",
                                String.valueOf(parameter.value()));
                    }
                    parameter.of(Boolean.class, "true or false");
                }
                then(call, controlled().unload(asked.getOrDefault(2, "")), done -> Optional.empty());
            }
            default -> throw new GrpcFault(GrpcStatus.UNIMPLEMENTED, "no method " + call.methodName());
        }
    }

    private static void oneRepository(Map<Integer, String> asked) throws BadRequest {
        String name = asked.getOrDefault(1, "");
        if (!name.isEmpty()) {
            throw BadRequest.of("repository_name", "none: there is one repository", '"' + name + '"');
        }
    }

    private ModelRepository controlled() throws GrpcFault {
        if (!control.control()) {
            throw new GrpcFault(
                    GrpcStatus.PERMISSION_DENIED,
                    "models are not loaded or unloaded by request here (voxguard.models.control)");
        }
        return models.repository();
    }

    private ModelView model(Map<Integer, String> asked) throws GrpcFault {
        String name = asked.getOrDefault(1, "");
        return models.repository()
                .model(name)
                .orElseThrow(() -> new GrpcFault(GrpcStatus.NOT_FOUND, "no model \"" + name + '"'));
    }

    private boolean ready(Map<Integer, String> asked) throws GrpcFault {
        return found(asked).isPresent();
    }

    private Optional<ModelDescription> found(Map<Integer, String> asked) throws GrpcFault {
        ModelView model = model(asked);
        String version = asked.getOrDefault(2, "");
        return model.version(version.isEmpty() ? model.serving().orElse("") : version)
                .flatMap(ModelView.VersionView::description);
    }

    private ModelDescription description(Map<Integer, String> asked) throws GrpcFault {
        String version = asked.getOrDefault(2, "");
        Optional<ModelDescription> found = found(asked);
        if (found.isEmpty()) {
            boolean away = version.isEmpty() || model(asked).unloaded();
            String what = version.isEmpty() ? "no version of model" : "no version \"" + version + "\" of model";
            throw new GrpcFault(
                    away ? GrpcStatus.UNAVAILABLE : GrpcStatus.NOT_FOUND, what + " \"" + asked.get(1) + "\" is loaded");
        }
        return found.get();
    }

    private Message stats(Map<Integer, String> asked) throws GrpcFault {
        boolean all = asked.getOrDefault(1, "").isEmpty();
        if (!all) {
            description(asked);
        }
        List<ModelView> of = all ? models.repository().models() : List.of(model(asked));
        return GrpcMessages.stats(of, asked.getOrDefault(2, ""));
    }

    private <T> void then(
            GrpcServerRequest<Buffer, Buffer> call, CompletionStage<T> work, Function<T, Optional<FieldError>> wrong) {
        Context loop = vertx.getOrCreateContext();
        work.whenComplete((done, fault) -> loop.runOnContext(go -> {
            Throwable cause =
                    fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
            if (cause instanceof UnknownVersion) {
                refuse(call, new GrpcFault(GrpcStatus.NOT_FOUND, String.valueOf(cause.getMessage())));
            } else if (cause != null) {
                fault(call, cause);
            } else {
                wrong.apply(done)
                        .ifPresentOrElse(
                                error -> refuse(call, new GrpcFault(GrpcStatus.INVALID_ARGUMENT, error.message())),
                                () -> send(call, new Message()));
            }
        }));
    }

    static void send(GrpcServerRequest<Buffer, Buffer> call, Message message) {
        call.response().end(Buffer.buffer(message.toBytes()));
    }

    static void refuse(GrpcServerRequest<Buffer, Buffer> call, GrpcFault refused) {
        call.response()
                .status(refused.status())
                .statusMessage(String.valueOf(refused.getMessage()))
                .end();
    }

    static void fault(GrpcServerRequest<Buffer, Buffer> call, Throwable fault) {
        LOG.errorf(fault, "A call of %s failed", call.methodName());
        refuse(call, new GrpcFault(GrpcStatus.INTERNAL, "a fault of the service; it is in the log"));
    }
}
