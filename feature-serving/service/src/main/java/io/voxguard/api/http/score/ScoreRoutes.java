package io.voxguard.api.http.score;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.http.routing.Routing;
import io.voxguard.api.metrics.ScoringMetrics;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.api.rules.Rules;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.time.Ticker;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * {@code POST /v1/score} and {@code POST /v1/score/batch}, as routes on the server's own event loops: read, score, write, with no
 * other thread between unless a batch is large.
 */
@Singleton
final class ScoreRoutes {
    private final ScoreRequestReader reader;
    private final Bodies bodies;
    private final Models models;
    private final Rules rules;
    private final ScoringSettings settings;
    private final LargeBatches largeBatches;
    private final ScoringMetrics metrics;
    private final Replies replies;
    private final Ticker ticker;

    ScoreRoutes(
            ScoreRequestReader reader,
            Bodies bodies,
            Models models,
            Rules rules,
            ScoringSettings settings,
            LargeBatches largeBatches,
            ScoringMetrics metrics,
            Replies replies,
            Ticker ticker) {
        this.reader = reader;
        this.bodies = bodies;
        this.models = models;
        this.rules = rules;
        this.settings = settings;
        this.largeBatches = largeBatches;
        this.metrics = metrics;
        this.replies = replies;
        this.ticker = ticker;
    }

    void register(@Observes Router router) {
        route(router, "/v1/score", reader::single, false);
        route(router, "/v1/score/batch", reader::batch, true);
        router.route("/v1/*").last().handler(replies::notFound);
    }

    private interface Reading {
        ScoreRequest of(byte[] body);
    }

    private void route(Router router, String path, Reading reading, boolean batch) {
        router.route(HttpMethod.POST, path).order(Routing.FIRST).handler(http -> {
            long start = ticker.nanos();
            Exchange exchange = new Exchange(http, path, batch, start, EventLoops.here());
            bodies.read(
                    http.request(),
                    settings.maxBody(),
                    body -> take(exchange, body, reading),
                    refused -> replies.refuse(http, path, refused));
        });
        router.route(path).handler(http -> replies.onlyPost(http, path));
    }

    /** One request and where its reply goes. */
    private record Exchange(RoutingContext http, String path, boolean batch, long start, EventExecutor loop) {}

    /** Called on the event loop, or with a large body on a worker thread. */
    private void take(Exchange exchange, byte[] body, Reading reading) {
        try {
            ScoreRequest request = reading.of(body);
            EventLoops.on(exchange.loop(), () -> take(exchange, request));
        } catch (Refused refused) {
            EventLoops.on(exchange.loop(), () -> replies.refuse(exchange.http(), exchange.path(), refused));
        } catch (RuntimeException fault) {
            EventLoops.on(exchange.loop(), () -> replies.fault(exchange.http(), exchange.path(), fault));
        }
    }

    private void take(Exchange exchange, ScoreRequest request) {
        try {
            score(exchange, request);
        } catch (RuntimeException fault) {
            replies.fault(exchange.http(), exchange.path(), fault);
        }
    }

    private void score(Exchange exchange, ScoreRequest request) {
        HttpServerResponse response = exchange.http().response();
        Budget budget = Budget.startedAt(ticker, exchange.start(), request.deadline(), request.strict())
                .until(response::closed);
        EventExecutor eventLoop = exchange.loop();
        int calls = request.calls().size();
        Executor executor = calls > settings.inlineCalls() || rules.takeLong(calls) ? largeBatches : eventLoop;
        Wanted wanted = new Wanted(request.reasons(), request.provenance(), true);
        models.scorer(request.model())
                .score(request.calls(), budget, wanted, executor)
                .whenComplete((outcome, fault) -> {
                    if (fault != null) {
                        EventLoops.on(eventLoop, () -> replies.fault(exchange.http(), exchange.path(), fault));
                    } else if (outcome instanceof Outcome.Answered answer) {
                        answer(exchange, request, answer, eventLoop);
                    } else {
                        EventLoops.on(eventLoop, () -> less(exchange, request, outcome));
                    }
                });
    }

    private void answer(Exchange exchange, ScoreRequest request, Outcome.Answered answer, EventExecutor loop) {
        for (Scored scored : answer.calls()) {
            metrics.decided(scored);
        }
        Problem unscored = exchange.batch() ? null : answer.calls().getFirst().error();
        if (unscored != null) {
            Refused refused = new Refused(Refused.Kind.UNAVAILABLE, unscored);
            EventLoops.on(loop, () -> replies.refuse(exchange.http(), exchange.path(), refused));
            return;
        }
        ByteBuf reply = exchange.batch() ? ScoreReplyWriter.batch(request, answer) : ScoreReplyWriter.single(answer);
        EventLoops.on(loop, () -> replies.json(exchange.http(), exchange.path(), 200, reply));
    }

    private void less(Exchange exchange, ScoreRequest request, Outcome outcome) {
        switch (outcome) {
            case Outcome.OutOfTime late -> outOfTime(exchange, request, late);
            case Outcome.Refused refused ->
                replies.refuse(exchange.http(), exchange.path(), refused.why().toRefused(request.model()));
            case Outcome.Unknown unknown -> unknown(exchange, request);
            default -> replies.notServing(exchange.http(), exchange.path(), request.model(), false);
        }
    }

    /** Refuses a request whose model does not score calls: its own fault if it names the model, otherwise the service's. */
    private void unknown(Exchange exchange, ScoreRequest request) {
        if (request.namesModel()) {
            Refused refused =
                    Refused.invalid("model", "one of " + models.repository().scoring(), '"' + request.model() + '"');
            replies.refuse(exchange.http(), exchange.path(), refused);
        } else {
            boolean noModels = models.repository().models().isEmpty();
            replies.notServing(exchange.http(), exchange.path(), request.model(), noModels);
        }
    }

    private void outOfTime(Exchange exchange, ScoreRequest request, Outcome.OutOfTime late) {
        String got =
                late.degraded().stream().map(Degradation::reason).distinct().collect(Collectors.joining(", "));
        String views = late.degraded().stream().map(Degradation::view).collect(Collectors.joining(", "));
        Problem error = new Problem(
                "deadline_ms",
                "a whole answer within " + request.deadline().toNanos() / 1e6 + " ms (strict), with " + views,
                got);
        replies.refuse(exchange.http(), exchange.path(), new Refused(Refused.Kind.TOO_LATE, error));
    }
}
