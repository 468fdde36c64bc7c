package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Filter;
import io.voxguard.fanout.replay.Replay;
import io.voxguard.fanout.send.Sender;
import io.voxguard.time.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of the owned partitions to one destination, on a thread of its own: a slow or dead destination delays no other. All state belongs to that
 * thread; others leave it messages. An entry is acknowledged when it is delivered, filtered out or a dead letter. A replay has a lane beside that of fresh events.
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
    private final LaneFactory factory;
    private final DeliveryLane fresh;
    private @Nullable DeliveryLane replay;
    private final RequestDispatch dispatch;
    private final Thread thread;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private boolean draining;
    private volatile boolean abandoned;

    /** @param owned tells if this replica may read a partition now */
    DestinationWorker(
            Destination destination,
            Sender sender,
            FanoutStore fanoutStore,
            IntPredicate owned,
            DeliverySettings settings,
            DeliveryEvents events,
            SharedEvents sharedEvents,
            InstantSource clock,
            Ticker ticker) {
        this.destination = destination;
        this.sender = sender;
        this.events = events;
        this.ticker = ticker;
        this.state =
                new DestinationState(destination.name(), destination.target().type());
        this.store = new StorePause(destination.name(), ticker);
        this.factory =
                new LaneFactory(destination, fanoutStore, owned, settings, sharedEvents, state, store, clock, ticker);
        this.fresh = factory.fresh();
        this.dispatch = new RequestDispatch(destination, sender, settings, events, state, clock, ticker, messages::add);
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
        messages.add(() -> lanes().forEach(lane -> lane.addPartition(partition)));
    }

    /** Stops reading a partition; the result is complete when nothing of it is being sent. */
    CompletableFuture<@Nullable Void> removePartition(int partition) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        messages.add(() -> CompletableFuture.allOf(
                        lanes().stream().map(lane -> lane.leave(partition)).toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> done.complete(null)));
        ended.thenRun(() -> done.complete(null));
        return done;
    }

    /** Says that a partition has new entries. */
    void newEntries(int partition) {
        messages.add(() -> fresh.expectMore(partition));
    }

    /** Delivers the events of a replay from now on, beside fresh ones. */
    void replay(Replay running, Optional<Filter> filter) {
        messages.add(() -> {
            if (replay == null || !replay.isReplay(running.id())) {
                DeliveryLane lane = factory.replay(running, filter);
                fresh.partitions().forEach(lane::addPartition);
                replay = lane;
            }
        });
    }

    /** Delivers no replay's events from now on; those that are being sent are not called back. */
    void endReplay() {
        messages.add(() -> {
            if (replay != null) {
                replay.settleNow();
                replay = null;
            }
        });
    }

    private List<DeliveryLane> lanes() {
        return replay == null ? List.of(fresh) : List.of(fresh, replay);
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
                if (draining && state.inFlight.get() == 0 && lanes().stream().noneMatch(DeliveryLane::hasUnsaved)) {
                    lanes().forEach(DeliveryLane::settleNow);
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
            for (DeliveryLane lane : lanes()) {
                lane.settleDue();
                lane.lost().forEach(lane::leave); // another replica may own it now
            }
            if (!draining) {
                lanes().forEach(DeliveryLane::read);
                dispatch.send(fresh, replay);
            }
            state.held.set(lanes().stream().mapToInt(DeliveryLane::held).sum());
            state.circuit(dispatch.circuit());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Delivery to %s failed; going on", destination.name());
            store.begin();
        }
    }

    private long waitNanos() {
        long wait = MAX_WAIT_NANOS;
        for (DeliveryLane lane : lanes()) {
            wait = lane.releaseDue(ticker.nanos(), wait);
        }
        if (!draining) {
            wait = Math.min(wait, dispatch.waitNanos(fresh, replay, MAX_WAIT_NANOS));
        }
        for (DeliveryLane lane : lanes()) {
            if (!draining && lane.isReadable()) {
                wait = Math.max(store.remainingNanos(wait), lane.readNanos(wait));
            }
            if (lane.hasUnsaved()) {
                wait = store.remainingNanos(wait);
            }
            if (lane.hasSettled()) {
                wait = Math.max(store.remainingNanos(wait), lane.acknowledgeNanos(wait));
            }
        }
        return wait;
    }
}
