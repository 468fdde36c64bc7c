package io.voxguard.service.http.inference;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.Compression;
import io.voxguard.service.http.EventLoops;
import io.voxguard.service.http.LargeBatches;
import io.voxguard.service.http.RequestBody;
import io.voxguard.service.models.InferenceSettings;
import io.voxguard.service.models.Models;
import io.voxguard.service.models.Timeouts;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.ModelDescription;
import io.voxguard.serving.repository.ModelView;
import io.voxguard.serving.tensor.Tensor;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code POST /v2/models/{model}[/versions/{version}]/infer}: read, infer, write, on the event loop of the request unless the model is slow. */
@Singleton
final class InferRoute {
    private final Models models;
    private final InferenceSettings settings;
    private final Timeouts timeouts;
    private final LargeBatches workers;
    private final V2Replies replies;

    InferRoute(Models models, InferenceSettings settings, Timeouts timeouts, LargeBatches workers, V2Replies replies) {
        this.models = models;
        this.settings = settings;
        this.timeouts = timeouts;
        this.workers = workers;
        this.replies = replies;
    }

    void handle(RoutingContext http, V2Path path) {
        long start = System.nanoTime();
        RequestBody.read(
                http.request(),
                settings.maxBody(),
                body -> take(http, path, body, start),
                refused -> replies.error(http, path.route(), refused));
    }

    private void take(RoutingContext http, V2Path path, byte[] sent, long start) {
        InferBody body;
        try {
            byte[] plain = Compression.decoded(sent, http.request().getHeader("Content-Encoding"), settings.maxBody());
            body = read(http, path, plain);
        } catch (BadRequest refused) {
            replies.error(http, path.route(), refused);
            return;
        } catch (RuntimeException fault) {
            replies.fault(http, path.route(), fault);
            return;
        }
        HttpServerResponse response = http.response();
        Budget budget = timeouts.budget(
                        path.model(),
                        start,
                        body.timeoutMicros(),
                        body.request().strict())
                .until(response::closed);
        EventExecutor loop = EventLoops.here();
        AtomicBoolean open = new AtomicBoolean(true);
        try {
            models.inference().infer(path.model(), path.version(), body.request(), budget, loop, workers, outcome -> {
                if (open.compareAndSet(true, false)) {
                    done(http, path, body, outcome, loop);
                }
            });
        } catch (RuntimeException fault) {
            if (open.compareAndSet(true, false)) {
                body.request().close();
                replies.fault(http, path.route(), fault);
            }
        }
    }

    private InferBody read(RoutingContext http, V2Path path, byte[] body) throws BadRequest {
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
            throw BadRequest.of(
                    V2Replies.JSON_LENGTH.toString(), "0 to the " + body.length + " bytes of the body", header);
        }
        return length == 0 ? RawInput.read(body, models, path) : InferReader.read(body, length);
    }

    /** Called on any thread; the reply is written there, and sent on the request's own. */
    private void done(RoutingContext http, V2Path path, InferBody body, InferOutcome outcome, EventExecutor loop) {
        Runnable send;
        try {
            send = reply(http, path, body, outcome);
        } catch (BadRequest refused) {
            send = () -> replies.error(http, path.route(), refused);
        } catch (RuntimeException | OutOfMemoryError fault) {
            send = () -> replies.fault(http, path.route(), fault);
        } finally {
            body.request().close();
            if (outcome instanceof InferOutcome.Answered answer) {
                Tensor.closeAll(answer.outputs());
            }
        }
        EventLoops.on(loop, send);
    }

    private Runnable reply(RoutingContext http, V2Path path, InferBody body, InferOutcome outcome) throws BadRequest {
        return switch (outcome) {
            case InferOutcome.Answered answer -> {
                InferWriter.Reply reply = InferWriter.write(path.model(), body, answer, answer.classes());
                yield () -> replies.answer(http, path.route(), reply);
            }
            case InferOutcome.Invalid invalid -> throw new BadRequest(400, invalid.error());
            case InferOutcome.Refused refused -> throw BadRequest.of(refused.why(), path.model());
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
