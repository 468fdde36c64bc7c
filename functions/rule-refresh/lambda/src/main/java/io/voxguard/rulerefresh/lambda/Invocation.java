package io.voxguard.rulerefresh.lambda;

import io.cloudevents.CloudEvent;
import io.voxguard.rulerefresh.app.Change;
import io.voxguard.rulerefresh.app.Change.Asked;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake;
import io.voxguard.rulerefresh.app.Intake.Came;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The work of one invocation. All of its items came before it began, so that one refresh of a set serves all that name it. What is not done by the limit has to
 * come again: a refresh that goes on behind it does no harm. For one thread.
 */
final class Invocation {
    private static final Logger LOG = Logger.getLogger(Invocation.class);

    private final Intake intake;
    private final Change change;
    private final ExecutorService threads;
    private final Duration limit;
    private final long until;
    private final Map<String, Handled> refreshed = new HashMap<>();
    private Duration patience;

    /** @param patience how long a refresh is tried again, until one had to be given up */
    Invocation(Intake intake, Change change, ExecutorService threads, Duration limit, Duration patience) {
        this.intake = intake;
        this.change = change;
        this.threads = threads;
        this.limit = limit;
        this.until = System.nanoTime() + limit.toNanos();
        this.patience = patience;
    }

    /** Does what one item asks for. */
    Handled take(Came came) throws InterruptedException {
        Handled handled = within(() -> intake.take(came, this::handle), Handled.Later::new);
        if (handled instanceof Handled.Later later) {
            LOG.warnf("An item has to come again: %s", later.cause());
        }
        return handled;
    }

    /**
     * Does some work, for as long as there is time.
     *
     * @param undone what becomes of it otherwise, by its cause
     */
    <T> T within(Callable<T> work, Function<String, T> undone) throws InterruptedException {
        long left = until - System.nanoTime();
        if (left <= 0) {
            return undone.apply("not done within " + limit);
        }
        Future<T> running = threads.submit(work);
        try {
            return running.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return undone.apply("not done within " + limit);
        } catch (ExecutionException e) {
            LOG.error("A fault, after which the work has to come again", e.getCause());
            return undone.apply(String.valueOf(e.getCause()));
        }
    }

    private Handled handle(CloudEvent event) throws InterruptedException {
        return switch (change.asked(event)) {
            case Asked.Refresh refresh -> refresh(refresh.set());
            case Asked.Nothing nothing -> nothing.why();
        };
    }

    /** Refreshes a set, unless this invocation has. To be called {@linkplain #within within} it. */
    Handled refresh(String set) throws InterruptedException {
        Handled known = refreshed.get(set);
        if (known != null) {
            return known;
        }
        Handled handled = change.refresh(set, patience);
        refreshed.put(set, handled);
        if (handled instanceof Handled.Later) {
            patience = Duration.ZERO; // the next would wait as long, and Lambda is paid by the second
        }
        return handled;
    }
}
