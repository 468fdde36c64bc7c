package io.voxguard.api.http.grpc;

import com.google.protobuf.MessageLite;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import org.jboss.logging.Logger;

/**
 * One call and where its reply goes; to be used on its event loop. A call that was cancelled, or whose connection is gone, takes replies and does nothing with them.
 *
 * @param http the stream beneath the call
 */
public record GrpcCall(GrpcServerRequest<Buffer, Buffer> request, HttpServerResponse http) {
    private static final Logger LOG = Logger.getLogger(GrpcCall.class);

    String method() {
        return request.methodName();
    }

    /** Returns the refusal of a method that its service does not have. */
    Refused noSuchMethod() {
        String service = String.valueOf(request.serviceName());
        return new Refused(Refused.Kind.NO_SUCH_METHOD, new Problem("method", "a method of " + service, method()));
    }

    /** Returns true once nobody waits for the reply any more. Any thread may ask. */
    boolean isClosed() {
        return http.closed();
    }

    /** Answers with one message, and ends. */
    void send(MessageLite message) {
        send(message.toByteArray());
    }

    /** Answers with the bytes of one message, and ends. */
    void send(byte[] message) {
        if (!isClosed()) {
            request.response().end(Buffer.buffer(message));
        }
    }

    /** Writes one message of several; the client is not asked for more while it does not take them. */
    void write(byte[] message) {
        if (isClosed()) {
            return;
        }
        request.response().write(Buffer.buffer(message));
        if (request.response().writeQueueFull()) {
            request.pause();
            request.response().drainHandler(drained -> request.resume());
        }
    }

    void end() {
        if (!isClosed()) {
            request.response().end();
        }
    }

    void refuse(GrpcFault refused) {
        if (!isClosed()) {
            request.response()
                    .status(refused.status())
                    .statusMessage(refused.message())
                    .end();
        }
    }

    void fault(Throwable fault) {
        LOG.errorf(fault, "A call of %s failed", method());
        refuse(new GrpcFault(GrpcStatus.INTERNAL, "a fault of the service; it is in the log"));
    }
}
