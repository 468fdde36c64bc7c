package io.voxguard.api.http.grpc;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.Timeouts;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.routing.BudgetChoice;
import io.voxguard.serving.tensor.Tensor;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** {@code ModelInfer} and {@code ModelStreamInfer}: one request, or many on one stream, each answered when it is ready. */
@Singleton
final class GrpcInfer {
    private static final Logger LOG = Logger.getLogger(GrpcInfer.class);

    private final Models models;
    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final LargeBatches workers;
    private final Bodies bodies;

    GrpcInfer(Models models, InferenceSettings settings, Timeouts timeouts, LargeBatches workers, Bodies bodies) {
        this.models = models;
        this.settings = settings;
        this.timeouts = timeouts;
        this.workers = workers;
        this.bodies = bodies;
    }

    void one(GrpcCall call, GrpcMessage message, long start) {
        long micros = GrpcTimeout.micros(call.request().headers().get("grpc-timeout"));
        new Exchange(call, start, micros, reply -> {
                    if (reply.answer() != null) {
                        call.send(reply.answer());
                    } else if (reply.fault() != null) {
                        call.refuse(reply.fault());
                    }
                })
                .take(message);
    }

    void stream(GrpcCall call) {
        long micros = GrpcTimeout.micros(call.request().headers().get("grpc-timeout"));
        long start = System.nanoTime();
        InferStream stream = new InferStream(call);
        call.request().messageHandler(message -> {
            long now = System.nanoTime();
            // what is left of the stream's own time
            long left = micros == 0 ? 0 : Math.max(1, micros - (now - start) / 1000);
            stream.begun();
            new Exchange(call, now, left, stream::answered).take(message);
        });
        call.request().endHandler(end -> stream.ended());
    }

    /** One request on its way; it is answered once, on the call's event loop. */
    private final class Exchange {
        private final GrpcCall call;
        private final long start;
        private final long callMicros;
        private final Consumer<InferReply> reply;
        private final EventExecutor loop = EventLoops.here();
        private final InferMessage message = InferMessage.empty();
        private final AtomicBoolean open = new AtomicBoolean(true);

        Exchange(GrpcCall call, long start, long callMicros, Consumer<InferReply> reply) {
            this.call = call;
            this.start = start;
            this.callMicros = callMicros;
            this.reply = reply;
        }

        void take(GrpcMessage sent) {
            try {
                bodies.decode(
                        sent.payload().getBytes(),
                        sent.encoding(),
                        settings.maxBody(),
                        this::read,
                        refused -> answer(InferReply.of(message, GrpcFault.of(refused))));
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
                answer(InferReply.of(message, GrpcFault.of(refused)));
            } catch (RuntimeException | OutOfMemoryError fault) {
                answer(faulty(fault));
            }
        }

        private void infer(InferRequest request) {
            AtomicBoolean running = new AtomicBoolean(true);
            try {
                long micros = shorter(message.timeoutMicros(), callMicros);
                BudgetChoice budget = scores ->
                        timeouts.budget(scores, start, micros, request.strict()).until(call::isClosed);
                models.inference()
                        .infer(message.model(), message.version(), request, budget, loop, workers, outcome -> {
                            if (running.compareAndSet(true, false)) {
                                done(request, outcome);
                            }
                        });
            } catch (RuntimeException | Error fault) {
                if (running.compareAndSet(true, false)) {
                    request.close();
                    answer(faulty(fault));
                }
            }
        }

        /** Called on any thread; the reply is written there, or on a worker where that takes its time. */
        private void done(InferRequest request, InferOutcome outcome) {
            long size = outcome instanceof InferOutcome.Answered answer ? Bodies.size(answer.outputs()) : 0;
            bodies.work(size, () -> write(request, outcome), full -> {
                close(request, outcome);
                answer(InferReply.of(message, GrpcFault.of(full)));
            });
        }

        private void write(InferRequest request, InferOutcome outcome) {
            InferReply written;
            try {
                written = reply(request, outcome);
            } catch (RuntimeException | OutOfMemoryError fault) {
                written = faulty(fault);
            } finally {
                close(request, outcome);
            }
            answer(written);
        }

        private InferReply reply(InferRequest request, InferOutcome outcome) {
            return switch (outcome) {
                case InferOutcome.Answered answer ->
                    InferReply.of(
                            message,
                            GrpcMessages.answer(message.model(), request, answer, answer.classes(), message.isRaw()));
                case InferOutcome.Invalid invalid ->
                    refused(GrpcStatus.INVALID_ARGUMENT, invalid.error().message());
                case InferOutcome.Unknown unknown -> refused(GrpcStatus.NOT_FOUND, unknown.what());
                case InferOutcome.NotServing not -> refused(GrpcStatus.UNAVAILABLE, not.why());
                case InferOutcome.Refused refused ->
                    InferReply.of(message, GrpcFault.of(refused.why().toRefused(message.model())));
                case InferOutcome.OutOfTime late ->
                    refused(
                            GrpcStatus.DEADLINE_EXCEEDED,
                            "deadline: expected a whole answer in time (strict), got " + late.why());
            };
        }

        private InferReply refused(GrpcStatus status, String why) {
            return InferReply.refused(message, status, why);
        }

        private InferReply faulty(Throwable fault) {
            LOG.errorf(fault, "An inference failed");
            return refused(GrpcStatus.INTERNAL, "a fault of the service; it is in the log");
        }

        private void answer(InferReply what) {
            if (open.compareAndSet(true, false)) {
                EventLoops.on(loop, () -> reply.accept(what));
            }
        }
    }

    private static void close(InferRequest request, InferOutcome outcome) {
        request.close();
        if (outcome instanceof InferOutcome.Answered answer) {
            Tensor.closeAll(answer.outputs());
        }
    }

    private static long shorter(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }
}
