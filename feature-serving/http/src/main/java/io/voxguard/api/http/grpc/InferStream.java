package io.voxguard.api.http.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/** {@code ModelStreamInfer}: the call ends once the client has ended and each of its requests is answered. */
final class InferStream {
    private final GrpcCall call;
    /** Requests that wait for a reply, and one more until the client ends. */
    private final AtomicInteger open = new AtomicInteger(1);

    InferStream(GrpcCall call) {
        this.call = call;
    }

    /** Counts a request that was received; {@link #answered} is to be called for it once. */
    void begun() {
        open.incrementAndGet();
    }

    /** Sends the reply to a request. An error is a message like others, and does not end the stream. */
    void answered(byte[] message) {
        try {
            call.write(message);
        } finally {
            ended();
        }
    }

    /** Counts the end of the client's requests, or the reply to one of them. */
    void ended() {
        if (open.decrementAndGet() == 0) {
            call.end();
        }
    }
}
