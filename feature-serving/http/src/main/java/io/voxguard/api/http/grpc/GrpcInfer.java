package io.voxguard.api.http.grpc;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.grpc.wire.ModelInferResponse;
import io.voxguard.api.http.inference.InferenceRun;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.Timeouts;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.routing.BudgetChoice;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code ModelInfer} and {@code ModelStreamInfer}: one request, or many on one stream, each answered when it is ready. */
@Singleton
public final class GrpcInfer {
    private static final Logger LOG = Logger.getLogger(GrpcInfer.class);

    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final Bodies bodies;
    private final InferenceRun inference;
    private final Ticker ticker;

    GrpcInfer(InferenceSettings settings, Timeouts timeouts, Bodies bodies, InferenceRun inference, Ticker ticker) {
        this.settings = settings;
        this.timeouts = timeouts;
        this.bodies = bodies;
        this.inference = inference;
        this.ticker = ticker;
    }

    /** Answers one request. */
    public void one(GrpcCall call) {
        long start = ticker.nanos();
        UnaryCalls.receive(call, message -> {
            long micros = GrpcTimeout.micros(call.request().headers().get("grpc-timeout"));
            new Exchange(call, null, start, micros).take(message);
        });
    }

    /** Answers each request of a stream when it is ready. */
    public void stream(GrpcCall call) {
        long micros = GrpcTimeout.micros(call.request().headers().get("grpc-timeout"));
        long start = ticker.nanos();
        InferStream stream = new InferStream(call);
        call.request().messageHandler(message -> {
            long now = ticker.nanos();
            // what is left of the stream's own time
            long left = micros == 0 ? 0 : Math.max(1, micros - (now - start) / 1000);
            stream.begun();
            new Exchange(call, stream, now, left).take(message);
        });
        call.request().endHandler(end -> stream.ended());
    }

    /** One request on its way; it is answered once, on the call's event loop. */
    private final class Exchange implements InferenceRun.Reply {
        private final GrpcCall call;
        private final @Nullable InferStream stream;
        private final long start;
        private final long callMicros;
        private final EventExecutor loop = EventLoops.here();
        private final InferMessage message = InferMessage.empty();
        private final AtomicBoolean open = new AtomicBoolean(true);

        /** @param stream null for a call with one request */
        Exchange(GrpcCall call, @Nullable InferStream stream, long start, long callMicros) {
            this.call = call;
            this.stream = stream;
            this.start = start;
            this.callMicros = callMicros;
        }

        void take(GrpcMessage sent) {
            try {
                bodies.decode(
                        sent.payload().getBytes(),
                        sent.encoding(),
                        settings.maxBody(),
                        this::read,
                        refused -> answer(refused(GrpcFault.of(refused))));
            } catch (RuntimeException fault) {
                answer(faulty(fault));
            }
        }

        /** Called on the event loop, or with a large message on a worker thread. */
        private void read(byte[] bytes) {
            try {
                message.read(bytes);
                InferRequest request = message.request();
                EventLoops.on(loop, () -> infer(request));
            } catch (Refused refused) {
                answer(refused(GrpcFault.of(refused)));
            } catch (RuntimeException | OutOfMemoryError fault) {
                answer(faulty(fault));
            }
        }

        private void infer(InferRequest request) {
            long micros = shorter(message.timeoutMicros(), callMicros);
            BudgetChoice budget = scores ->
                    timeouts.budget(scores, start, micros, request.strict()).until(call::isClosed);
            inference.infer(message.model(), message.version(), request, budget, loop, this);
        }

        @Override
        public void write(InferRequest request, InferOutcome outcome) {
            InferReply written;
            try {
                written = reply(request, outcome);
            } catch (RuntimeException | OutOfMemoryError fault) {
                written = faulty(fault);
            }
            answer(written);
        }

        @Override
        public void refuse(Refused refused) {
            answer(refused(GrpcFault.of(refused)));
        }

        @Override
        public void fault(Throwable fault) {
            answer(faulty(fault));
        }

        private InferReply reply(InferRequest request, InferOutcome outcome) {
            return switch (outcome) {
                case InferOutcome.Answered answer ->
                    answered(InferAnswer.of(message.model(), request, answer, message.isRaw()));
                case InferOutcome.Invalid invalid ->
                    refused(GrpcStatus.INVALID_ARGUMENT, invalid.error().message());
                case InferOutcome.Unknown unknown -> refused(GrpcStatus.NOT_FOUND, unknown.what());
                case InferOutcome.NotServing not -> refused(GrpcStatus.UNAVAILABLE, not.why());
                case InferOutcome.Refused refused ->
                    refused(GrpcFault.of(refused.why().toRefused(message.model())));
                case InferOutcome.OutOfTime late ->
                    refused(
                            GrpcStatus.DEADLINE_EXCEEDED,
                            "deadline: expected a whole answer in time (strict), got " + late.why());
            };
        }

        private InferReply answered(ModelInferResponse answer) {
            return stream == null ? InferReply.of(answer) : InferReply.streamed(message, answer);
        }

        private InferReply refused(GrpcFault fault) {
            return stream == null ? InferReply.of(fault) : InferReply.streamed(message, fault);
        }

        private InferReply refused(GrpcStatus status, String why) {
            return refused(new GrpcFault(status, why));
        }

        private InferReply faulty(Throwable fault) {
            LOG.errorf(fault, "An inference failed");
            return refused(GrpcStatus.INTERNAL, "a fault of the service; it is in the log");
        }

        private void answer(InferReply reply) {
            if (open.compareAndSet(true, false)) {
                EventLoops.on(loop, () -> send(reply));
            }
        }

        private void send(InferReply reply) {
            if (reply.message() == null) {
                call.refuse(Objects.requireNonNull(reply.fault()));
            } else if (stream == null) {
                call.send(reply.message());
            } else {
                stream.answered(reply.message());
            }
        }
    }

    private static long shorter(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }
}
