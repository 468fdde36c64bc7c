package io.voxguard.api.http.grpc;

import io.voxguard.api.http.grpc.wire.InferParameter;
import io.voxguard.api.http.grpc.wire.ModelInferResponse;
import io.voxguard.api.http.grpc.wire.ModelStreamInferResponse;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a request for inference. Its bytes are written when it is made, on the thread that makes it.
 *
 * @param message null for a fault that is the status of its call
 * @param fault null for an answer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InferReply(byte @Nullable [] message, @Nullable GrpcFault fault) {
    private static final String FINAL = "triton_final_response";

    /** Makes the reply of a call of its own. */
    static InferReply of(ModelInferResponse answer) {
        return new InferReply(answer.toByteArray(), null);
    }

    /** Makes the reply of a call of its own. */
    static InferReply of(GrpcFault fault) {
        return new InferReply(null, fault);
    }

    /** Makes a message of a stream, in Triton's form. Each request has one reply, which is the final one if that was asked for. */
    static InferReply streamed(InferMessage request, ModelInferResponse answer) {
        return new InferReply(streamed(request, answer, ""), null);
    }

    /** Makes a message of a stream, in Triton's form: it names the request as far as that could be read. */
    static InferReply streamed(InferMessage request, GrpcFault fault) {
        ModelInferResponse.Builder response = ModelInferResponse.newBuilder().setModelName(request.model());
        if (request.id() != null) {
            response.setId(request.id());
        }
        return new InferReply(streamed(request, response.build(), fault.message()), fault);
    }

    private static byte[] streamed(InferMessage request, ModelInferResponse response, String error) {
        ModelInferResponse marked = request.wantsFinalMarker()
                ? response.toBuilder()
                        .putParameters(
                                FINAL,
                                InferParameter.newBuilder().setBoolParam(true).build())
                        .build()
                : response;
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(error)
                .setInferResponse(marked)
                .build()
                .toByteArray();
    }
}
