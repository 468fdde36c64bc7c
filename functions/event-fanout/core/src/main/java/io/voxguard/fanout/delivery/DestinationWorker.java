package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.EventLog;
import io.voxguard.store.RecordStream;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of the owned partitions to one destination, on a thread of its own: a slow or dead destination delays no other. All state belongs to that
 * thread; others leave it messages. An entry is acknowledged when it is delivered, filtered out or a dead letter.
 */
final class DestinationWorker {
    private static final Logger LOG = Logger.getLogger(DestinationWorker.class);
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Destination destination;
    private final Sender sender;
    private final DeliveryEvents events;
    private final DestinationState state;
    private final Ticker ticker;

    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final StorePause store;
    private final DeliveryLane fresh;
    private final RequestDispatch dispatch;
    private final Thread thread;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private boolean draining;
    private volatile boolean abandoned;

    /** @param owned tells if this replica may read a partition now */
    DestinationWorker(
            Destination destination,
            Sender sender,
            IntFunction<EventLog> logs,
            IntPredicate owned,
            RecordStream deadLetters,
            DeliverySettings settings,
            DeliveryEvents events,
            Clock clock,
            Ticker ticker) {
        this.destination = destination;
        this.sender = sender;
        this.events = events;
        this.ticker = ticker;
        this.state =
                new DestinationState(destination.name(), destination.target().type());
        this.store = new StorePause(destination.name(), ticker);
        this.fresh = new DeliveryLane(
                destination,
                new HeldPartitions(
                        partition ->
                                new PartitionReader(logs.apply(partition), destination.name(), settings.storeTimeout()),
                        owned,
                        settings.maxHeld()),
                new EventSelection(destination.filter().stream().toList(), state, ticker),
                new DeadLetterWriter(deadLetters, state, settings.storeTimeout(), clock),
                store);
        this.dispatch =
                new RequestDispatch(destination, sender, settings, events, state, clock, ticker, messages::add);
        this.thread = Thread.ofPlatform()
                .name("fanout-" + destination.name())
                .daemon()
                .unstarted(this::run);
    }

    void start() {
        events.added(state);
        thread.start();
    }

    Destination destination() {
        return destination;
    }

    DestinationState state() {
        return state;
    }

    Sender sender() {
        return sender;
    }

    /** Begins to read a partition. */
    void addPartition(int partition) {
        messages.add(() -> fresh.addPartition(partition));
    }

    /** Stops reading a partition; the result is complete when nothing of it is being sent. */
    CompletableFuture<@Nullable Void> removePartition(int partition) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        messages.add(() -> fresh.leave(partition).thenRun(() -> done.complete(null)));
        ended.thenRun(() -> done.complete(null));
        return done;
    }

    /** Says that a partition has new entries. */
    void newEntries(int partition) {
        messages.add(() -> fresh.expectMore(partition));
    }

    /** Finishes what is being sent and ends; the result is complete then. */
    CompletableFuture<@Nullable Void> drain() {
        messages.add(() -> draining = true);
        return ended;
    }

    /** Ends at once, as a process that is killed: nothing is acknowledged any more. */
    void abandon() {
        abandoned = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!abandoned) {
                pass();
                if (draining && state.inFlight.get() == 0 && !fresh.hasUnsaved()) {
                    fresh.settleAll();
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            boolean interrupted = Thread.interrupted(); // closing may wait
            sender.close();
            ended.complete(null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One pass of the loop: whatever goes wrong in it must not end the destination. */
    private void pass() throws InterruptedException {
        try {
            long waitNanos = waitNanos();
            Runnable message = messages.poll(waitNanos, TimeUnit.NANOSECONDS);
            if (message == null && waitNanos >= MAX_WAIT_NANOS) {
                fresh.expectMoreOfAll();
            }
            for (; message != null; message = messages.poll()) {
                message.run();
            }
            fresh.settleAll();
            fresh.lost().forEach(fresh::leave); // another replica may own it now
            if (!draining) {
                fresh.read();
                dispatch.send(fresh);
            }
            state.held.set(fresh.held());
            state.circuit(dispatch.circuit());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Delivery to %s failed; going on", destination.name());
            store.begin();
        }
    }

    private long waitNanos() {
        long wait = fresh.releaseDue(ticker.nanos(), MAX_WAIT_NANOS);
        if (!draining) {
            wait = Math.min(wait, dispatch.waitNanos(fresh, MAX_WAIT_NANOS));
        }
        if ((!draining && fresh.isReadable()) || fresh.hasUnsaved()) {
            wait = store.remainingNanos(wait);
        }
        return wait;
    }
}
