package io.voxguard.api.http.grpc;

/** Answers calls of a method. */
@FunctionalInterface
public interface GrpcHandler {
    /** Called on the call's event loop, before its first message. */
    void open(GrpcCall call);
}
