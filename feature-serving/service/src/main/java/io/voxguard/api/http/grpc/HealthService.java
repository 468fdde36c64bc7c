package io.voxguard.api.http.grpc;

import io.vertx.core.Vertx;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.health.ServingState;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * {@code grpc.health.v1.Health}, for probes: this server as a whole, and the inference service, both as {@code /q/health/ready} has it. See
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md.
 */
@Singleton
final class HealthService {
    static final String NAME = "grpc.health.v1.Health";

    private static final Set<String> SERVICES = Set.of("", GrpcRoutes.SERVICE, NAME);
    private static final int SERVING = 1;
    private static final int NOT_SERVING = 2;
    private static final int SERVICE_UNKNOWN = 3;
    /** Between two looks of a watch. */
    private static final long LOOK_MS = 200;

    private final ServingState state;
    private final Vertx vertx;

    HealthService(ServingState state, Vertx vertx) {
        this.state = state;
        this.vertx = vertx;
    }

    void call(GrpcCall call, byte[] message) {
        String service = GrpcMessages.texts(message).getOrDefault(1, "");
        switch (call.method()) {
            case "Check" -> {
                if (!SERVICES.contains(service)) {
                    throw new Refused(
                            Refused.Kind.NOT_FOUND, new Problem("service", "one of " + SERVICES, '"' + service + '"'));
                }
                call.send(new Message().number(1, status(service)));
            }
            case "Watch" -> watch(call, service);
            default -> throw call.noSuchMethod();
        }
    }

    private int status(String service) {
        return !SERVICES.contains(service) ? SERVICE_UNKNOWN : state.isReady() ? SERVING : NOT_SERVING;
    }

    /** Tells the status at once and at each change, until the client goes away or the process leaves. */
    private void watch(GrpcCall call, String service) {
        int[] told = {status(service)};
        call.write(new Message().number(1, told[0]).toBytes());
        vertx.setPeriodic(LOOK_MS, timer -> {
            int now = status(service);
            if (now != told[0]) {
                told[0] = now;
                call.write(new Message().number(1, now).toBytes());
            }
            if (state.isLeaving()) {
                call.refuse(new GrpcFault(GrpcStatus.UNAVAILABLE, "the service is leaving"));
            }
            if (call.isClosed() || state.isLeaving()) {
                vertx.cancelTimer(timer);
            }
        });
    }
}
