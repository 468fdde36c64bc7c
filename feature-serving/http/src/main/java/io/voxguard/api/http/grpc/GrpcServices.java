package io.voxguard.api.http.grpc;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import io.voxguard.api.http.guard.Guards;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Registers gRPC services beside the routes of the same server. */
@Singleton
public final class GrpcServices {
    private final GrpcServerOptions options;
    private final Guards guards;
    private final Vertx vertx;

    GrpcServices(InferenceSettings settings, Guards guards, Vertx vertx) {
        this.options = new GrpcServerOptions().setMaxMessageSize(settings.maxBody());
        this.guards = guards;
        this.vertx = vertx;
    }

    /** Registers the services that the methods belong to. */
    public void register(Router router, List<GrpcMethod> methods, int order) {
        Map<String, GrpcMethod> byPath =
                methods.stream().collect(Collectors.toMap(GrpcMethod::path, Function.identity()));
        methods.stream()
                .map(GrpcMethod::service)
                .distinct()
                .forEach(service ->
                        // a server a call, because only here the call and the stream beneath it are known together
                        router.route("/" + service + "/*").order(order).handler(http -> GrpcServer.server(
                                        vertx, options)
                                .callHandler(request -> open(byPath, new GrpcCall(request, http.response())))
                                .handle(http.request())));
    }

    private void open(Map<String, GrpcMethod> methods, GrpcCall call) {
        GrpcServerRequest<Buffer, Buffer> request = call.request();
        GrpcMethod method = methods.get(request.serviceName().fullyQualifiedName() + '/' + request.methodName());
        if (method == null) {
            UnaryCalls.receive(call, message -> call.refuse(GrpcFault.of(call.noSuchMethod())));
            return;
        }
        Refused refused = guards.refusal(method.guard());
        if (refused == null) {
            method.handler().open(call);
        } else {
            call.refuse(GrpcFault.of(refused));
        }
    }
}
