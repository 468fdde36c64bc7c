package io.voxguard.api.models;

import io.quarkus.runtime.ImageMode;
import io.voxguard.problem.Refused;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Scores calls, uncounted, so that the first real call does not wait for class loading. A native executable needs none. */
@Singleton
public final class Rehearsal {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** The options that cost time. */
    private static final Wanted REHEARSED = new Wanted(Wanted.Reasons.ALL, false, true);

    private final Models models;
    private final Ticker ticker;
    private final Duration length;

    Rehearsal(Models models, ScoringSettings settings, Ticker ticker) {
        this.models = models;
        this.ticker = ticker;
        this.length = ImageMode.current() == ImageMode.NATIVE_RUN ? Duration.ZERO : settings.warmUp();
    }

    /**
     * Scores calls again and again for {@code voxguard.scoring.warm-up}. Ends early if no model serves.
     *
     * @param read reads the calls of a request
     * @param write writes the answer
     */
    public void run(Supplier<List<Call>> read, Consumer<Outcome.Answered> write) {
        long end = ticker.nanos() + length.toNanos();
        try {
            while (ticker.nanos() < end && models.repository().serves(models.defaultModel()) && once(read, write)) {
                // repeated until the time is over
            }
        } catch (Refused | ExecutionException | TimeoutException e) {
            LOG.warn("The warm-up ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when nothing serves. */
    private boolean once(Supplier<List<Call>> read, Consumer<Outcome.Answered> write)
            throws ExecutionException, TimeoutException, InterruptedException {
        Outcome outcome = models.rehearsal()
                .score(read.get(), Budget.startedAt(ticker, ticker.nanos(), PATIENCE, false), REHEARSED, Runnable::run)
                .toCompletableFuture()
                .get(1, TimeUnit.SECONDS);
        if (!(outcome instanceof Outcome.Answered answer)) {
            return false;
        }
        if (answer.calls().stream().allMatch(call -> call.error() == null)) {
            write.accept(answer); // a call that the model gave no score is never written, and must not end the start
        }
        return true;
    }
}
