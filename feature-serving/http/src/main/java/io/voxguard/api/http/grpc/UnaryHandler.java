package io.voxguard.api.http.grpc;

import com.google.protobuf.MessageLite;

/** Answers calls with one request message. */
@FunctionalInterface
public interface UnaryHandler<Q extends MessageLite> {
    /** Called on the call's event loop. What it throws is sent as the call's status. */
    void handle(GrpcCall call, Q request);
}
