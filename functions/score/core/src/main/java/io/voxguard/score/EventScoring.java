package io.voxguard.score;

import io.voxguard.api.models.Models;
import io.voxguard.api.threads.LargeBatches;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Scores the calls of events by the default model, while their transport waits. Thread-safe. */
@Singleton
final class EventScoring {
    private static final Logger LOG = Logger.getLogger(EventScoring.class);
    private static final Wanted WANTED = new Wanted(Wanted.Reasons.NOT_ALLOWED, false, true);
    /** The pipeline answers at the deadline; what takes longer than that and this is a fault. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Models models;
    private final ScoreSettings settings;
    private final LargeBatches threads;
    private final Ticker ticker;

    EventScoring(Models models, ScoreSettings settings, LargeBatches threads, Ticker ticker) {
        this.models = models;
        this.settings = settings;
        this.threads = threads;
        this.ticker = ticker;
    }

    /** What became of a batch. */
    sealed interface Result {}

    /** Each call has an answer, in their order. */
    record Answered(List<Scored> calls) implements Result {}

    /** No call has one; the same calls may have one later. */
    record NotNow(String cause) implements Result {}

    /** Scoring them fails, and would fail again: at least one of the calls is at fault. */
    record Faulty(String cause) implements Result {}

    Result score(List<Call> calls) throws InterruptedException {
        Budget budget = Budget.startedAt(ticker, ticker.nanos(), settings.deadline(), false);
        CompletableFuture<Outcome> running = models.scorer(models.defaultModel())
                .score(calls, budget, WANTED, threads)
                .toCompletableFuture();
        try {
            return result(running.get(settings.deadline().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return new NotNow("model " + models.defaultModel() + ": it did not answer");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedExecutionException) {
                return new NotNow("model " + models.defaultModel() + ": too many batches wait");
            }
            LOG.error("Cannot score calls", e.getCause());
            String cause = "model " + models.defaultModel() + ": " + e.getCause();
            return e.getCause() instanceof ModelFault ? new NotNow(cause) : new Faulty(cause);
        }
    }

    private Result result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> new Answered(answered.calls());
            case Outcome.OutOfTime late -> new NotNow("features: not there in time, " + late.degraded());
            case Outcome.Refused refused ->
                new NotNow(String.valueOf(
                        refused.why().toRefused(models.defaultModel()).getMessage()));
            case Outcome.NotServing none -> new NotNow("model " + models.defaultModel() + ": " + none.why());
            case Outcome.Unknown none -> new NotNow("model " + models.defaultModel() + ": it is not there");
        };
    }
}
