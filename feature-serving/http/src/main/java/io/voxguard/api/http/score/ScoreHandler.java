package io.voxguard.api.http.score;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.metrics.ScoringMetrics;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.api.rules.Rules;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Scores single calls and batches, on the server's own event loops: read, score, write, with no other thread between unless the body or the batch
 * is large.
 */
@Singleton
public final class ScoreHandler {
    private final ScoreRequestReader reader;
    private final Models models;
    private final Rules rules;
    private final ScoringSettings settings;
    private final LargeBatches largeBatches;
    private final ScoringMetrics metrics;
    private final Ticker ticker;

    ScoreHandler(
            ScoreRequestReader reader,
            Models models,
            Rules rules,
            ScoringSettings settings,
            LargeBatches largeBatches,
            ScoringMetrics metrics,
            Ticker ticker) {
        this.reader = reader;
        this.models = models;
        this.rules = rules;
        this.settings = settings;
        this.largeBatches = largeBatches;
        this.metrics = metrics;
        this.ticker = ticker;
    }

    /** Scores the one call of a body. */
    public void single(Exchange exchange, byte[] body) {
        scoreOnLoop(exchange, reader.single(body), false);
    }

    /** Scores the calls of a body. */
    public void batch(Exchange exchange, byte[] body) {
        scoreOnLoop(exchange, reader.batch(body), true);
    }

    private void scoreOnLoop(Exchange exchange, ScoreRequest request, boolean batch) {
        if (exchange.loop().inEventLoop()) {
            score(exchange, request, batch);
        } else {
            exchange.onLoop(() -> exchange.attempt(() -> score(exchange, request, batch)));
        }
    }

    private void score(Exchange exchange, ScoreRequest request, boolean batch) {
        Budget budget = new Budget(
                ticker, exchange.startNanos(), request.deadline().toNanos(), request.strict(), exchange::closed);
        EventExecutor loop = exchange.loop();
        int calls = request.calls().size();
        Executor executor = calls > settings.inlineCalls() || rules.takeLong(calls) ? largeBatches : loop;
        Wanted wanted = new Wanted(request.reasons(), request.provenance(), true);
        models.scorer(request.model())
                .score(request.calls(), budget, wanted, executor)
                .whenComplete((outcome, fault) -> {
                    if (fault != null) {
                        exchange.onLoop(() -> exchange.fault(fault));
                    } else if (outcome instanceof Outcome.Answered answer) {
                        answer(exchange, request, answer, batch);
                    } else {
                        exchange.onLoop(() -> refuse(exchange, request, outcome));
                    }
                });
    }

    /** Called on any thread: the reply is written there, and sent on the event loop. */
    private void answer(Exchange exchange, ScoreRequest request, Outcome.Answered answer, boolean batch) {
        for (Scored scored : answer.calls()) {
            metrics.decided(scored);
        }
        Problem unscored = batch ? null : answer.calls().getFirst().error();
        if (unscored != null) {
            exchange.onLoop(() -> exchange.refuse(new Refused(Refused.Kind.UNAVAILABLE, unscored)));
            return;
        }
        ByteBuf reply = batch ? ScoreReplyWriter.batch(request, answer) : ScoreReplyWriter.single(answer);
        exchange.onLoop(() -> exchange.reply(200, reply));
    }

    /** Answers a request that has no scores. */
    private void refuse(Exchange exchange, ScoreRequest request, Outcome outcome) {
        exchange.refuse(
                switch (outcome) {
                    case Outcome.OutOfTime late -> outOfTime(request, late);
                    case Outcome.Refused refused -> refused.why().toRefused(request.model());
                    case Outcome.Unknown unknown -> unknown(request);
                    default -> notServing("a model that serves; /q/health/ready says why not", request);
                });
    }

    /** Refuses a request whose model does not score calls: its own fault if it names the model, otherwise the service's. */
    private Refused unknown(ScoreRequest request) {
        if (request.namesModel()) {
            return Refused.invalid("model", "one of " + models.repository().scoring(), '"' + request.model() + '"');
        }
        boolean anyModel = !models.repository().models().isEmpty();
        return notServing(
                anyModel
                        ? "a model that serves; /q/health/ready says why not"
                        : "a model; none is configured (MODELS_DIR)",
                request);
    }

    private static Refused notServing(String expected, ScoreRequest request) {
        return new Refused(Refused.Kind.UNAVAILABLE, new Problem("model", expected, request.model()));
    }

    private static Refused outOfTime(ScoreRequest request, Outcome.OutOfTime late) {
        String got =
                late.degraded().stream().map(Degradation::reason).distinct().collect(Collectors.joining(", "));
        String views = late.degraded().stream().map(Degradation::view).collect(Collectors.joining(", "));
        return new Refused(
                Refused.Kind.TOO_LATE,
                new Problem(
                        "deadline_ms",
                        "a whole answer within " + request.deadline().toNanos() / 1e6 + " ms (strict), with " + views,
                        got));
    }
}
