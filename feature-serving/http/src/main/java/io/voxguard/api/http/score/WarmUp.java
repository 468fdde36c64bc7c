package io.voxguard.api.http.score;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.Startup;
import io.voxguard.api.models.Models;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.problem.Refused;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.inference.Scorer;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.time.Ticker;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Scores calls from bytes to bytes, uncounted, so that the first real call does not wait for class loading. */
@Startup
@Readiness
@Singleton
final class WarmUp implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(WarmUp.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** The options that cost time. */
    private static final Wanted REHEARSED = new Wanted(Wanted.Reasons.ALL, false, true);

    private static final byte[] CALL = """
            {"call_id":"warm-up","caller":"+10000000000","callee":"+10000000001","trunk":"warm-up","started_at":"2026-01-01T00:00:00Z",
             "context":{"hour":0},"deadline_ms":200,"strict":false}""".getBytes(StandardCharsets.UTF_8);

    private final ScoreRequestReader reader;
    private final Models models;
    private final Ticker ticker;
    private final Duration length;
    private volatile boolean done;

    WarmUp(ScoreRequestReader reader, Models models, ScoringSettings settings, Ticker ticker) {
        this.reader = reader;
        this.models = models;
        this.ticker = ticker;
        this.length = ImageMode.current() == ImageMode.NATIVE_RUN ? Duration.ZERO : settings.warmUp();
    }

    @PostConstruct
    void rehearse() {
        long end = ticker.nanos() + length.toNanos();
        try {
            while (ticker.nanos() < end
                    && models.repository().serves(models.defaultModel())
                    && call(models.rehearsal())) {
                // repeated until the time is over
            }
        } catch (Refused | ExecutionException | TimeoutException e) {
            LOG.warn("The warm-up ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        done = true;
    }

    /** Returns false when nothing serves. */
    private boolean call(Scorer scorer) throws ExecutionException, TimeoutException, InterruptedException {
        ScoreRequest request = reader.single(CALL);
        Outcome outcome = scorer.score(
                        request.calls(),
                        Budget.startedAt(ticker, ticker.nanos(), PATIENCE, false),
                        REHEARSED,
                        Runnable::run)
                .toCompletableFuture()
                .get(1, TimeUnit.SECONDS);
        if (outcome instanceof Outcome.Answered answer) {
            ScoreReplyWriter.single(answer).release();
            return true;
        }
        return false;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("warm-up").status(done).build();
    }
}
