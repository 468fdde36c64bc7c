package io.voxguard.service.http.grpc;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.Compression;
import io.voxguard.service.http.EventLoops;
import io.voxguard.service.http.LargeBatches;
import io.voxguard.service.models.InferenceSettings;
import io.voxguard.service.models.Models;
import io.voxguard.service.models.Timeouts;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.Tensor;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code ModelInfer} and {@code ModelStreamInfer}: one request, or many on one stream, each answered when it is ready. */
@Singleton
final class GrpcInfer {
    private static final Logger LOG = Logger.getLogger(GrpcInfer.class);

    private final Models models;
    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final LargeBatches workers;

    GrpcInfer(Models models, InferenceSettings settings, Timeouts timeouts, LargeBatches workers) {
        this.models = models;
        this.settings = settings;
        this.timeouts = timeouts;
        this.workers = workers;
    }

    /** What became of a request: exactly one of the two is there. */
    private record Done(@Nullable Message answer, @Nullable GrpcFault fault) {}

    void one(GrpcServerRequest<Buffer, Buffer> call, byte[] bytes, long start) {
        infer(bytes, start, GrpcTimeout.micros(call.headers().get("grpc-timeout")), done -> {
            if (done.answer() != null) {
                GrpcRoutes.send(call, done.answer());
            } else if (done.fault() != null) {
                GrpcRoutes.refuse(call, done.fault());
            }
        });
    }

    /** Triton's stream: an error is a message like others, and does not end it. */
    void stream(GrpcServerRequest<Buffer, Buffer> call) {
        AtomicInteger open = new AtomicInteger(1);
        Runnable over = () -> {
            if (open.decrementAndGet() == 0) {
                call.response().end();
            }
        };
        call.messageHandler(message -> {
            open.incrementAndGet();
            Consumer<Done> done = what -> {
                call.response().write(Buffer.buffer(streamed(what).toBytes()));
                if (call.response().writeQueueFull()) {
                    call.pause();
                    call.response().drainHandler(drained -> call.resume());
                }
                over.run();
            };
            try {
                byte[] bytes =
                        Compression.decoded(message.payload().getBytes(), message.encoding(), settings.maxBody());
                infer(bytes, System.nanoTime(), 0, done);
            } catch (BadRequest refused) {
                done.accept(new Done(null, GrpcFault.of(refused)));
            }
        });
        call.endHandler(end -> over.run());
    }

    private static Message streamed(Done done) {
        if (done.answer() != null) {
            return new Message().message(2, done.answer());
        }
        String why = done.fault() == null ? "" : String.valueOf(done.fault().getMessage());
        return new Message().text(1, why).message(2, new Message());
    }

    /** Calls {@code done} once, on this thread's context. */
    private void infer(byte[] bytes, long start, long callMicros, Consumer<Done> done) {
        InferMessage message;
        InferRequest request;
        try {
            message = InferMessage.read(bytes);
            request = message.request();
        } catch (BadRequest refused) {
            done.accept(new Done(null, GrpcFault.of(refused)));
            return;
        }
        long micros = shorter(message.timeoutMicros(), callMicros);
        Budget budget = timeouts.budget(message.model(), start, micros, request.strict());
        EventExecutor loop = EventLoops.here();
        AtomicBoolean open = new AtomicBoolean(true);
        Consumer<Done> once = what -> EventLoops.on(loop, () -> done.accept(what));
        try {
            models.inference().infer(message.model(), message.version(), request, budget, loop, workers, outcome -> {
                if (open.compareAndSet(true, false)) {
                    once.accept(done(message, request, outcome));
                }
            });
        } catch (RuntimeException fault) {
            if (open.compareAndSet(true, false)) {
                request.close();
                once.accept(faulty(fault));
            }
        }
    }

    private static Done faulty(Throwable fault) {
        LOG.errorf(fault, "An inference failed");
        return refused(GrpcStatus.INTERNAL, "a fault of the service; it is in the log");
    }

    private static long shorter(long one, long other) {
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    private Done done(InferMessage message, InferRequest request, InferOutcome outcome) {
        try {
            return switch (outcome) {
                case InferOutcome.Answered answer ->
                    new Done(
                            GrpcMessages.answer(message.model(), request, answer, answer.classes(), message.isRaw()),
                            null);
                case InferOutcome.Invalid invalid ->
                    refused(GrpcStatus.INVALID_ARGUMENT, invalid.error().message());
                case InferOutcome.Unknown unknown -> refused(GrpcStatus.NOT_FOUND, unknown.what());
                case InferOutcome.NotServing not -> refused(GrpcStatus.UNAVAILABLE, not.why());
                case InferOutcome.Refused refused ->
                    new Done(null, GrpcFault.of(BadRequest.of(refused.why(), message.model())));
                case InferOutcome.OutOfTime late ->
                    refused(
                            GrpcStatus.DEADLINE_EXCEEDED,
                            "deadline: expected a whole answer in time (strict), got " + late.why());
            };
        } catch (RuntimeException | OutOfMemoryError fault) {
            return faulty(fault);
        } finally {
            request.close();
            if (outcome instanceof InferOutcome.Answered answer) {
                Tensor.closeAll(answer.outputs());
            }
        }
    }

    private static Done refused(GrpcStatus status, String why) {
        return new Done(null, new GrpcFault(status, why));
    }
}
