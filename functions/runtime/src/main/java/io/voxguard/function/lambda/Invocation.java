package io.voxguard.function.lambda;

import io.cloudevents.CloudEvent;
import io.voxguard.function.EventHandler;
import io.voxguard.function.EventProcessor;
import io.voxguard.function.RetryBudget;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The work of one invocation, within its time limit. All of its events happened before it began, so that work with the same {@linkplain EventHandler#workKey key} is
 * done once. What is not done by the limit is to be delivered again; work that goes on in the background does no harm, as handling an event twice does not. For one
 * thread.
 */
final class Invocation {
    private static final Logger LOG = Logger.getLogger(Invocation.class);

    private final EventProcessor processor;
    private final EventHandler handler;
    private final ExecutorService threads;
    private final Ticker ticker;
    private final Duration limit;
    private final long deadlineNanos;
    private final RetryBudget budget;
    private final Map<String, Outcome> outcomes = new HashMap<>();

    Invocation(
            EventProcessor processor,
            EventHandler handler,
            ExecutorService threads,
            Ticker ticker,
            Duration limit,
            RetryBudget budget) {
        this.processor = processor;
        this.handler = handler;
        this.threads = threads;
        this.ticker = ticker;
        this.limit = limit;
        this.deadlineNanos = ticker.nanos() + limit.toNanos();
        this.budget = budget;
    }

    RetryBudget budget() {
        return budget;
    }

    /** Processes one event. */
    Outcome process(ReceivedEvent received) throws InterruptedException {
        Outcome outcome = withinLimit(() -> processor.process(received, this::handle), Outcome.Retry::new);
        if (outcome instanceof Outcome.Retry retry) {
            LOG.warnf("An item is to be delivered again: %s", retry.cause());
        }
        return outcome;
    }

    /** Processes the events of a batch, if the function handles them together; those that are not done in time are to be delivered again. */
    List<Outcome> processTogether(List<ReceivedEvent> received) throws InterruptedException {
        return withinLimit(() -> processor.processTogether(received, budget.limit()), cause -> received.stream()
                .<Outcome>map(any -> Outcome.retry(cause))
                .toList());
    }

    /** Returns whether the function handles events together. */
    boolean takesBatches() {
        return processor.takesBatches();
    }

    /**
     * Runs work on another thread until it ends or the time of the invocation is over.
     *
     * @param failed makes the result of work that has not ended or has thrown, by the reason
     */
    <T> T withinLimit(Callable<T> work, Function<String, T> failed) throws InterruptedException {
        long remainingNanos = deadlineNanos - ticker.nanos();
        if (remainingNanos <= 0) {
            return failed.apply("not done within " + limit);
        }
        Future<T> running = threads.submit(work);
        try {
            return running.get(remainingNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return failed.apply("not done within " + limit);
        } catch (ExecutionException e) {
            LOG.error("Work failed; it is to be repeated", e.getCause());
            return failed.apply(String.valueOf(e.getCause()));
        }
    }

    private Outcome handle(CloudEvent event) throws InterruptedException {
        Optional<String> key = handler.workKey(event);
        Outcome known = key.isPresent() ? outcomes.get(key.get()) : null;
        if (known != null) {
            return known;
        }
        Outcome outcome = budget.run(() -> handler.handle(event));
        key.ifPresent(done -> outcomes.put(done, outcome));
        return outcome;
    }
}
