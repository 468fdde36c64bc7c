package io.voxguard.api.http.grpc;

import io.vertx.grpc.common.GrpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request for inference: exactly one of answer and fault is there.
 *
 * @param request as far as it could be read
 */
record InferReply(
        InferMessage request,
        @Nullable Message answer,
        @Nullable GrpcFault fault) {
    private static final String FINAL = "triton_final_response";

    static InferReply of(InferMessage request, Message answer) {
        return new InferReply(request, answer, null);
    }

    static InferReply of(InferMessage request, GrpcFault fault) {
        return new InferReply(request, null, fault);
    }

    static InferReply refused(InferMessage request, GrpcStatus status, String why) {
        return of(request, new GrpcFault(status, why));
    }

    /** The reply as a message of a stream, in Triton's form. Each request has one reply, so that it is the final one where that was asked for. */
    Message streamed() {
        Message response = answer == null ? failed() : answer;
        if (request.wantsFinalMarker()) {
            response.entry(4, FINAL, new Message().flag(1, true));
        }
        String why = fault == null ? "" : fault.message();
        return new Message().text(1, why).message(2, response);
    }

    private Message failed() {
        String id = request.id();
        return new Message().text(1, request.model()).text(3, id == null ? "" : id);
    }
}
