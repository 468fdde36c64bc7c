package io.voxguard.api.http.routes;

import static io.voxguard.api.http.exchange.BodyHandler.onLoop;
import static io.voxguard.api.http.exchange.ErrorForm.FIELDS;
import static io.voxguard.api.http.exchange.ErrorForm.MESSAGE;
import static io.voxguard.api.http.grpc.GrpcMethod.method;
import static io.voxguard.api.http.guard.Guard.CONTROL;
import static io.voxguard.api.http.guard.Guard.OPEN;

import io.vertx.core.http.HttpMethod;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.calls.CallHandlers;
import io.voxguard.api.http.features.FeaturesHandler;
import io.voxguard.api.http.features.HealthHandler;
import io.voxguard.api.http.features.PushHandler;
import io.voxguard.api.http.grpc.GrpcHealth;
import io.voxguard.api.http.grpc.GrpcInfer;
import io.voxguard.api.http.grpc.GrpcInformation;
import io.voxguard.api.http.grpc.GrpcMethod;
import io.voxguard.api.http.grpc.GrpcRepository;
import io.voxguard.api.http.grpc.UnaryCalls;
import io.voxguard.api.http.grpc.wire.HealthCheckRequest;
import io.voxguard.api.http.grpc.wire.ModelConfigRequest;
import io.voxguard.api.http.grpc.wire.ModelMetadataRequest;
import io.voxguard.api.http.grpc.wire.ModelReadyRequest;
import io.voxguard.api.http.grpc.wire.ModelStatisticsRequest;
import io.voxguard.api.http.grpc.wire.RepositoryIndexRequest;
import io.voxguard.api.http.grpc.wire.RepositoryModelLoadRequest;
import io.voxguard.api.http.grpc.wire.RepositoryModelUnloadRequest;
import io.voxguard.api.http.grpc.wire.ServerLiveRequest;
import io.voxguard.api.http.grpc.wire.ServerMetadataRequest;
import io.voxguard.api.http.grpc.wire.ServerReadyRequest;
import io.voxguard.api.http.inference.InferHandler;
import io.voxguard.api.http.inference.InformationHandlers;
import io.voxguard.api.http.inference.RepositoryHandlers;
import io.voxguard.api.http.limits.LimitsHandler;
import io.voxguard.api.http.models.PolicyHandlers;
import io.voxguard.api.http.score.ScoreHandler;
import io.voxguard.api.limits.LimitChecksSettings;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.ScoringSettings;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of all routes and gRPC methods of the service: method, path, guard, form of errors, largest body, handler. Paths are tried in this order, so those
 * that are called per phone call come first. Requests in flight are bounded behind the handlers, by the model ({@code voxguard.inference.concurrency}), the store
 * ({@code voxguard.store.queue-size}) and the workers ({@code voxguard.scoring.worker-queue}).
 */
@Singleton
public final class Routes {
    /** The largest body of a request that manages models. */
    private static final int MANAGEMENT = 64 * 1024;
    /** The largest body of an event of a call. */
    private static final int CALL_EVENT = 16 * 1024;

    private static final String INFERENCE = "inference.GRPCInferenceService";
    private static final String HEALTH = "grpc.health.v1.Health";

    private final List<Route> http;
    private final List<GrpcMethod> grpc;
    private final OrdinaryPaths ordinary;

    Routes(
            ScoringSettings scoring,
            FeaturesSettings features,
            InferenceSettings inference,
            ScoreHandler score,
            FeaturesHandler read,
            PushHandler push,
            HealthHandler health,
            LimitChecksSettings limitChecks,
            LimitsHandler limits,
            InferHandler infer,
            InformationHandlers information,
            RepositoryHandlers repository,
            PolicyHandlers policies,
            CallHandlers calls,
            UnaryCalls unary,
            GrpcInfer grpcInfer,
            GrpcInformation grpcInformation,
            GrpcRepository grpcRepository,
            GrpcHealth grpcHealth) {
        this.http = List.of(
                // calls and features
                Route.post("/v1/score", OPEN, FIELDS, scoring.maxBody(), score::single),
                Route.post("/v1/score/batch", OPEN, FIELDS, scoring.maxBody(), score::batch),
                Route.post("/get-online-features", OPEN, FIELDS, features.maxBody(), read::read),
                Route.post("/push", OPEN, FIELDS, features.maxBody(), push::push),
                Route.post("/write-to-online-store", OPEN, FIELDS, features.maxBody(), push::write),
                Route.get("/health", OPEN, FIELDS, health::health),
                // the Open Inference Protocol
                Route.post("/v2/models/{model}/infer", OPEN, MESSAGE, inference.maxBody(), infer::infer),
                Route.post(
                        "/v2/models/{model}/versions/{version}/infer",
                        OPEN,
                        MESSAGE,
                        inference.maxBody(),
                        infer::infer),
                // calls in progress
                Route.post("/v1/calls/{call_id}/events", OPEN, FIELDS, CALL_EVENT, onLoop(calls::record)),
                Route.get("/v1/calls/active", OPEN, FIELDS, calls::active),
                // rate limits
                Route.post("/v1/limits/{limit}/consume", OPEN, FIELDS, limitChecks.maxBody(), limits::consume),
                Route.post("/v1/limits/{limit}/peek", OPEN, FIELDS, limitChecks.maxBody(), limits::peek),
                Route.post("/v1/limits/{limit}/reset", OPEN, FIELDS, limitChecks.maxBody(), limits::reset),
                // the Open Inference Protocol, beside inference
                Route.get("/v2", OPEN, MESSAGE, information::server),
                Route.get("/v2/health/live", OPEN, MESSAGE, information::live),
                Route.get("/v2/health/ready", OPEN, MESSAGE, information::ready),
                Route.get("/v2/models", OPEN, MESSAGE, information::models),
                Route.get("/v2/models/stats", OPEN, MESSAGE, information::allStats),
                Route.get("/v2/models/{model}", OPEN, MESSAGE, information::metadata),
                Route.get("/v2/models/{model}/ready", OPEN, MESSAGE, information::modelReady),
                Route.get("/v2/models/{model}/config", OPEN, MESSAGE, information::config),
                Route.get("/v2/models/{model}/stats", OPEN, MESSAGE, information::stats),
                Route.get("/v2/models/{model}/versions/{version}", OPEN, MESSAGE, information::metadata),
                Route.get("/v2/models/{model}/versions/{version}/ready", OPEN, MESSAGE, information::modelReady),
                Route.get("/v2/models/{model}/versions/{version}/config", OPEN, MESSAGE, information::config),
                Route.get("/v2/models/{model}/versions/{version}/stats", OPEN, MESSAGE, information::stats),
                Route.post("/v2/repository/index", OPEN, MESSAGE, MANAGEMENT, onLoop(repository::index)),
                Route.post(
                        "/v2/repository/models/{model}/load", CONTROL, MESSAGE, MANAGEMENT, onLoop(repository::load)),
                Route.post(
                        "/v2/repository/models/{model}/unload",
                        CONTROL,
                        MESSAGE,
                        MANAGEMENT,
                        onLoop(repository::unload)),
                // models and their policies
                Route.get("/v1/models", OPEN, FIELDS, policies::models),
                Route.get("/v1/models/{model}", OPEN, FIELDS, policies::model),
                Route.put("/v1/models/{model}/policy", CONTROL, FIELDS, MANAGEMENT, onLoop(policies::choose)),
                Route.post("/v1/models/{model}/rollback", CONTROL, FIELDS, MANAGEMENT, onLoop(policies::rollBack)));
        this.ordinary = new OrdinaryPaths(http);
        this.grpc = List.of(
                method(INFERENCE, "ModelInfer", OPEN, grpcInfer::one),
                method(INFERENCE, "ModelStreamInfer", OPEN, grpcInfer::stream),
                method(
                        INFERENCE,
                        "ServerLive",
                        OPEN,
                        unary.of(ServerLiveRequest.parser(), grpcInformation::serverLive)),
                method(
                        INFERENCE,
                        "ServerReady",
                        OPEN,
                        unary.of(ServerReadyRequest.parser(), grpcInformation::serverReady)),
                method(
                        INFERENCE,
                        "ServerMetadata",
                        OPEN,
                        unary.of(ServerMetadataRequest.parser(), grpcInformation::serverMetadata)),
                method(
                        INFERENCE,
                        "ModelReady",
                        OPEN,
                        unary.of(ModelReadyRequest.parser(), grpcInformation::modelReady)),
                method(
                        INFERENCE,
                        "ModelMetadata",
                        OPEN,
                        unary.of(ModelMetadataRequest.parser(), grpcInformation::modelMetadata)),
                method(
                        INFERENCE,
                        "ModelConfig",
                        OPEN,
                        unary.of(ModelConfigRequest.parser(), grpcInformation::modelConfig)),
                method(
                        INFERENCE,
                        "ModelStatistics",
                        OPEN,
                        unary.of(ModelStatisticsRequest.parser(), grpcInformation::modelStatistics)),
                method(
                        INFERENCE,
                        "RepositoryIndex",
                        OPEN,
                        unary.of(RepositoryIndexRequest.parser(), grpcRepository::index)),
                method(
                        INFERENCE,
                        "RepositoryModelLoad",
                        CONTROL,
                        unary.of(RepositoryModelLoadRequest.parser(), grpcRepository::load)),
                method(
                        INFERENCE,
                        "RepositoryModelUnload",
                        CONTROL,
                        unary.of(RepositoryModelUnloadRequest.parser(), grpcRepository::unload)),
                method(HEALTH, "Check", OPEN, unary.of(HealthCheckRequest.parser(), grpcHealth::check)),
                method(HEALTH, "Watch", OPEN, unary.of(HealthCheckRequest.parser(), grpcHealth::watch)));
    }

    /** Returns the route of a request with a path as clients ordinarily write it; null where the router has to look for it. */
    public @Nullable Route find(HttpMethod method, @Nullable String path) {
        return ordinary.find(method, path);
    }

    List<Route> http() {
        return http;
    }

    List<GrpcMethod> grpc() {
        return grpc;
    }
}
