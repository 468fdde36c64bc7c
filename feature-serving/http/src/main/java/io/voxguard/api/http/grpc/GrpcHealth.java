package io.voxguard.api.http.grpc;

import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.health.ServingState;
import io.voxguard.api.http.grpc.wire.HealthCheckRequest;
import io.voxguard.api.http.grpc.wire.HealthCheckResponse;
import io.voxguard.api.http.grpc.wire.HealthCheckResponse.ServingStatus;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code grpc.health.v1.Health}, for probes: this server as a whole, and the inference service, both as {@code /q/health/ready} has it. See
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md.
 */
@Singleton
public final class GrpcHealth {
    private static final Set<String> SERVICES = Set.of("", "inference.GRPCInferenceService", "grpc.health.v1.Health");
    /** Milliseconds between two looks of a watch for a change. */
    private static final long POLL_MS = 200;

    private final ServingState state;
    private final Vertx vertx;

    GrpcHealth(ServingState state, Vertx vertx) {
        this.state = state;
        this.vertx = vertx;
    }

    /** Answers with the status of a service. */
    public void check(GrpcCall call, HealthCheckRequest request) {
        String service = request.getService();
        if (!SERVICES.contains(service)) {
            throw new Refused(
                    Refused.Kind.NOT_FOUND, new Problem("service", "one of " + SERVICES, '"' + service + '"'));
        }
        call.send(response(status(service)));
    }

    /** Sends the status of a service at once and at each change, until the client goes away or the process leaves. */
    public void watch(GrpcCall call, HealthCheckRequest request) {
        String service = request.getService();
        AtomicReference<ServingStatus> sent = new AtomicReference<>(status(service));
        call.write(response(sent.get()).toByteArray());
        vertx.setPeriodic(POLL_MS, timer -> {
            ServingStatus now = status(service);
            if (sent.getAndSet(now) != now) {
                call.write(response(now).toByteArray());
            }
            if (state.isLeaving()) {
                call.refuse(new GrpcFault(GrpcStatus.UNAVAILABLE, "the service is leaving"));
            }
            if (call.isClosed() || state.isLeaving()) {
                vertx.cancelTimer(timer);
            }
        });
    }

    private ServingStatus status(String service) {
        return !SERVICES.contains(service)
                ? ServingStatus.SERVICE_UNKNOWN
                : state.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }

    private static HealthCheckResponse response(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
