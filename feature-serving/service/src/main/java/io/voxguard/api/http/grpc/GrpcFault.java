package io.voxguard.api.http.grpc;

import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.http.BadRequest;

/** A call that is refused, with its status. Without a stack trace: it is the sender's affair. */
final class GrpcFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final GrpcStatus status;

    GrpcFault(GrpcStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** The status that stands for an HTTP code. */
    static GrpcFault of(BadRequest refused) {
        GrpcStatus status =
                switch (refused.status()) {
                    case 404 -> GrpcStatus.NOT_FOUND;
                    case 403 -> GrpcStatus.PERMISSION_DENIED;
                    case 415 -> GrpcStatus.UNIMPLEMENTED;
                    case 413, 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
                    case 503 -> GrpcStatus.UNAVAILABLE;
                    case 504 -> GrpcStatus.DEADLINE_EXCEEDED;
                    default -> GrpcStatus.INVALID_ARGUMENT;
                };
        return new GrpcFault(status, refused.error().message());
    }

    GrpcStatus status() {
        return status;
    }
}
