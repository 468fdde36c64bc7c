package io.voxguard.api.http.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/** {@code ModelStreamInfer}: the call ends once the client has ended and each of its requests is answered. */
final class InferStream {
    private final GrpcCall call;
    /** Requests without an answer, and one for the client's end. */
    private final AtomicInteger open = new AtomicInteger(1);

    InferStream(GrpcCall call) {
        this.call = call;
    }

    /** A request has come: {@link #answered} will be called for it once. */
    void begun() {
        open.incrementAndGet();
    }

    /** An error is a message like others, and does not end the stream; it says of which request it is. */
    void answered(InferReply reply) {
        try {
            call.write(reply.streamed().toBytes());
        } finally {
            ended();
        }
    }

    /** The client sends no more, or a request has been answered. */
    void ended() {
        if (open.decrementAndGet() == 0) {
            call.end();
        }
    }
}
