package io.voxguard.api.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Takes the one request message of calls; further messages are passed over, and a call without one is refused. */
@Singleton
public final class UnaryCalls {
    private final InferenceSettings settings;
    private final Bodies bodies;

    UnaryCalls(InferenceSettings settings, Bodies bodies) {
        this.settings = settings;
        this.bodies = bodies;
    }

    /**
     * Makes a handler of calls out of one of messages.
     *
     * @param parser reads a message, once it is decompressed
     */
    public <Q extends MessageLite> GrpcHandler of(Parser<Q> parser, UnaryHandler<Q> handler) {
        return call -> receive(call, message -> {
            EventExecutor loop = EventLoops.here();
            bodies.decode(
                    message.payload().getBytes(),
                    message.encoding(),
                    settings.maxBody(),
                    bytes -> EventLoops.on(loop, () -> handle(parser, handler, call, bytes)),
                    refused -> call.refuse(GrpcFault.of(refused)));
        });
    }

    /** Hands on the call's first message, as it was sent. */
    static void receive(GrpcCall call, Consumer<GrpcMessage> first) {
        AtomicBoolean received = new AtomicBoolean();
        call.request().endHandler(end -> {
            if (!received.get()) {
                call.refuse(new GrpcFault(GrpcStatus.INVALID_ARGUMENT, "message: expected one, got none"));
            }
        });
        call.request().messageHandler(message -> {
            if (!received.getAndSet(true)) {
                first.accept(message);
            }
        });
    }

    private static <Q extends MessageLite> void handle(
            Parser<Q> parser, UnaryHandler<Q> handler, GrpcCall call, byte[] bytes) {
        try {
            handler.handle(call, parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            String got = String.valueOf(e.getMessage());
            call.refuse(GrpcFault.of(Refused.invalid("message", "one of the protocol", got)));
        } catch (Refused refused) {
            call.refuse(GrpcFault.of(refused));
        } catch (RuntimeException fault) {
            call.fault(fault);
        }
    }
}
