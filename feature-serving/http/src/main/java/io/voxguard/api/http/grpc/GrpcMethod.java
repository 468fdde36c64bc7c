package io.voxguard.api.http.grpc;

import io.voxguard.api.http.guard.Guard;

/**
 * A gRPC method: a line of the list of routes.
 *
 * @param service with its package, for example {@code grpc.health.v1.Health}
 */
public record GrpcMethod(String service, String name, Guard guard, GrpcHandler handler) {
    /** Makes a line of the list. */
    public static GrpcMethod method(String service, String name, Guard guard, GrpcHandler handler) {
        return new GrpcMethod(service, name, guard, handler);
    }

    /** Returns service and name as calls give them. */
    String path() {
        return service + '/' + name;
    }
}
