package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.Compression;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.Timeouts;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.routing.BudgetChoice;
import io.voxguard.serving.tensor.Tensor;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/models/{model}[/versions/{version}]/infer}: read, infer, write, on the event loop of the request unless the model is slow. */
@Singleton
final class InferRoute {
    private final Models models;
    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final LargeBatches workers;
    private final Bodies bodies;
    private final V2Replies replies;

    InferRoute(
            Models models,
            InferenceSettings settings,
            Timeouts timeouts,
            LargeBatches workers,
            Bodies bodies,
            V2Replies replies) {
        this.models = models;
        this.settings = settings;
        this.timeouts = timeouts;
        this.workers = workers;
        this.bodies = bodies;
        this.replies = replies;
    }

    void handle(RoutingContext http, V2Path path) {
        long start = System.nanoTime();
        EventExecutor loop = EventLoops.here();
        bodies.read(
                http.request(),
                settings.maxBody(),
                body -> take(new Exchange(http, path, start, loop), body),
                refused -> replies.error(http, path.route(), refused));
    }

    /** One request and where its reply goes. */
    private record Exchange(RoutingContext http, V2Path path, long start, EventExecutor loop) {
        String route() {
            return path.route();
        }
    }

    /** Called on the event loop, or with a large body on a worker thread. */
    private void take(Exchange exchange, byte[] bytes) {
        Runnable next;
        try {
            InferBody body = read(exchange.http(), exchange.path(), bytes);
            next = () -> infer(exchange, body);
        } catch (Refused refused) {
            next = () -> replies.error(exchange.http(), exchange.route(), refused);
        } catch (RuntimeException | OutOfMemoryError fault) {
            next = () -> replies.fault(exchange.http(), exchange.route(), fault);
        }
        EventLoops.on(exchange.loop(), next);
    }

    private void infer(Exchange exchange, InferBody body) {
        V2Path path = exchange.path();
        BudgetChoice budget = scores -> timeouts.budget(
                        scores,
                        exchange.start(),
                        body.timeoutMicros(),
                        body.request().strict())
                .until(exchange.http().response()::closed);
        AtomicBoolean open = new AtomicBoolean(true);
        Consumer<InferOutcome> done = outcome -> {
            if (open.compareAndSet(true, false)) {
                done(exchange, body, outcome);
            }
        };
        try {
            models.inference()
                    .infer(path.model(), path.version(), body.request(), budget, exchange.loop(), workers, done);
        } catch (RuntimeException | Error fault) {
            if (open.compareAndSet(true, false)) {
                body.request().close();
                replies.fault(exchange.http(), exchange.route(), fault);
            }
        }
    }

    private InferBody read(RoutingContext http, V2Path path, byte[] body) {
        String header = http.request().getHeader(V2Replies.JSON_LENGTH);
        if (header == null) {
            return InferReader.read(body, body.length);
        }
        int length;
        try {
            length = Integer.parseInt(header.trim());
        } catch (NumberFormatException e) {
            length = -1;
        }
        if (length < 0 || length > body.length) {
            throw Refused.invalid(
                    V2Replies.JSON_LENGTH.toString(), "0 to the " + body.length + " bytes of the body", header);
        }
        return length == 0 ? RawInput.read(body, models, path) : InferReader.read(body, length);
    }

    /** Called on any thread; the reply is written there, or on a worker where that takes its time, and sent on the request's own. */
    private void done(Exchange exchange, InferBody body, InferOutcome outcome) {
        bodies.work(size(outcome), () -> write(exchange, body, outcome), full -> {
            close(body, outcome);
            replies.error(exchange.http(), exchange.route(), full);
        });
    }

    private static long size(InferOutcome outcome) {
        return outcome instanceof InferOutcome.Answered answer ? Bodies.size(answer.outputs()) : 0;
    }

    private static void close(InferBody body, InferOutcome outcome) {
        body.request().close();
        if (outcome instanceof InferOutcome.Answered answer) {
            Tensor.closeAll(answer.outputs());
        }
    }

    private void write(Exchange exchange, InferBody body, InferOutcome outcome) {
        Runnable send;
        try {
            send = reply(exchange.http(), exchange.path(), body, outcome);
        } catch (Refused refused) {
            send = () -> replies.error(exchange.http(), exchange.route(), refused);
        } catch (RuntimeException | OutOfMemoryError fault) {
            send = () -> replies.fault(exchange.http(), exchange.route(), fault);
        } finally {
            close(body, outcome);
        }
        EventLoops.on(exchange.loop(), send);
    }

    private Runnable reply(RoutingContext http, V2Path path, InferBody body, InferOutcome outcome) {
        return switch (outcome) {
            case InferOutcome.Answered answer -> {
                InferWriter.Reply reply = InferWriter.write(path.model(), body, answer, answer.classes());
                String coding = replies.coding(http, reply.body().readableBytes());
                ByteBuf sent = coding == null ? reply.body() : Compression.encoded(reply.body(), coding);
                yield () -> replies.answer(http, path.route(), reply.jsonLength(), sent, coding);
            }
            case InferOutcome.Invalid invalid -> throw new Refused(Refused.Kind.INVALID, invalid.error());
            case InferOutcome.Refused refused -> throw refused.why().toRefused(path.model());
            case InferOutcome.Unknown unknown -> () -> replies.error(http, path.route(), 404, unknown.what());
            case InferOutcome.NotServing not -> () -> replies.error(http, path.route(), 503, not.why());
            case InferOutcome.OutOfTime late ->
                () -> replies.error(
                        http,
                        path.route(),
                        504,
                        "deadline: expected a whole answer in time (strict), got " + late.why());
        };
    }

    /** The description of a version, or of the one that answers; null where there is none. */
    static @Nullable ModelDescription description(ModelView model, @Nullable String version) {
        String wanted = version == null ? model.serving().orElse("") : version;
        return model.version(wanted).flatMap(ModelView.VersionView::description).orElse(null);
    }
}
