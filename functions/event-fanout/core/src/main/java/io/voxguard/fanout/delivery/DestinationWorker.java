package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Filter;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.RecordStream;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final long STORE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    private final Destination destination;
    private final Sender sender;
    private final DeadLetterWriter deadLetters;
    private final DeliverySettings settings;
    private final DeliveryEvents events;
    private final DestinationState state;
    private final Clock clock;
    private final Ticker ticker;

    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final KeyQueues queues = new KeyQueues();
    private final CircuitBreaker circuit;
    private final FilterFailures filterFailures;
    private final HeldPartitions partitions;
    private final List<Dead> unsaved = new ArrayList<>();
    private final Thread thread;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private boolean draining;
    private boolean complained;
    private long storePausedUntilNanos;
    private volatile boolean abandoned;

    /** Events that are to be kept as dead letters. */
    private record Dead(KeyQueues.Batch batch, String cause) {}

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
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.ticker = ticker;
        this.state =
                new DestinationState(destination.name(), destination.target().type());
        this.deadLetters = new DeadLetterWriter(deadLetters, state, settings.storeTimeout(), clock);
        this.partitions = new HeldPartitions(
                partition -> new PartitionReader(logs.apply(partition), destination.name(), settings.storeTimeout()),
                owned,
                settings.maxHeld());
        this.circuit = new CircuitBreaker(settings.failuresToOpen(), settings.circuitPause(), ticker);
        this.filterFailures = new FilterFailures(destination.name(), ticker);
        this.storePausedUntilNanos = ticker.nanos();
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
        messages.add(() -> partitions.add(partition));
    }

    /** Stops reading a partition; the result is complete when nothing of it is being sent. */
    CompletableFuture<@Nullable Void> removePartition(int partition) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        messages.add(() -> leave(partition, done));
        ended.thenRun(() -> done.complete(null));
        return done;
    }

    private void leave(int partition, CompletableFuture<@Nullable Void> done) {
        if (partitions.leave(partition, done)) {
            queues.drop(partition);
        }
    }

    /** Drops what it holds of partitions that another replica may own now. */
    private void leaveLost() {
        partitions.lost().forEach(partition -> leave(partition, new CompletableFuture<>()));
    }

    /** Says that a partition has new entries. */
    void newEntries(int partition) {
        messages.add(() -> partitions.expectMore(partition));
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
                if (draining && state.inFlight.get() == 0 && unsaved.isEmpty()) {
                    settleAll();
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
                partitions.expectMoreOfAll();
            }
            for (; message != null; message = messages.poll()) {
                message.run();
            }
            settleAll();
            leaveLost();
            if (!draining) {
                read();
                send();
            }
            state.held.set(queues.size());
            state.circuit(circuit.state());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Delivery to %s failed; going on", destination.name());
            pauseStore();
        }
    }

    private long waitNanos() {
        long now = ticker.nanos();
        long wait = queues.releaseDue(now, MAX_WAIT_NANOS);
        boolean mayRead = !draining && !partitions.readable().isEmpty();
        boolean maySend = queues.hasReady() && state.inFlight.get() < destination.inFlight();
        if (maySend && !draining) {
            wait = circuit.allows() ? 0 : Math.min(wait, circuit.waitNanos(MAX_WAIT_NANOS));
        }
        if (mayRead || !unsaved.isEmpty()) {
            wait = Math.clamp(storePausedUntilNanos - now, 0, wait);
        }
        return wait;
    }

    private void read() {
        if (ticker.nanos() - storePausedUntilNanos < 0) {
            return;
        }
        for (int partition : partitions.readable()) {
            PartitionReader reader = partitions.reader(partition);
            if (reader != null) {
                read(partition, reader);
            }
        }
    }

    private void read(int partition, PartitionReader reader) {
        try {
            for (Entry entry : reader.read()) {
                accept(partition, reader, entry);
            }
            complained = false;
        } catch (StoreUnavailable e) {
            complain("read the log", e);
        }
    }

    private void accept(int partition, PartitionReader reader, Entry entry) {
        FanoutEvent event;
        try {
            event = FanoutEvent.read(entry.record());
        } catch (RuntimeException e) {
            buryUnreadable(reader, entry, e);
            return;
        }
        if (matches(event)) {
            String key = destination.ordered() ? event.orderingKey() : partition + "@" + entry.id();
            queues.add(key, new Attempt(partition, entry.id(), event));
        } else {
            reader.settle(entry.id());
        }
    }

    private void buryUnreadable(PartitionReader reader, Entry entry, RuntimeException failure) {
        try {
            deadLetters.keep(entry, failure);
            reader.settle(entry.id());
        } catch (StoreUnavailable e) {
            reader.giveBack(entry.id());
            complain("keep a dead letter", e);
        }
    }

    private boolean matches(FanoutEvent event) {
        Filter filter = destination.filter().orElse(null);
        if (filter == null) {
            return true;
        }
        Filter.Match match = filter.match(event.event());
        if (match == Filter.Match.FAILED) {
            state.filterFailures.incrementAndGet();
            filterFailures.log(event);
        }
        return match == Filter.Match.MATCHES;
    }

    private void send() {
        while (queues.hasReady() && state.inFlight.get() < destination.inFlight() && circuit.allows()) {
            KeyQueues.Batch batch = queues.take(destination.batchSize());
            if (destination.atMostOnce() && !acknowledgedFirst(batch)) {
                return;
            }
            circuit.begin();
            state.inFlight.incrementAndGet();
            batch.attempts().forEach(attempt -> {
                attempt.begin(clock.millis());
                partitions.begin(attempt);
            });
            attempt(batch);
        }
    }

    private boolean acknowledgedFirst(KeyQueues.Batch batch) {
        Attempt attempt = batch.attempts().getFirst();
        PartitionReader reader = partitions.reader(attempt.partition());
        try {
            if (reader != null) {
                reader.acknowledgeNow(attempt.id());
            }
            return true;
        } catch (StoreUnavailable e) {
            complain("acknowledge an event before it is published", e);
            queues.park(batch, ticker.nanos() + STORE_PAUSE_NANOS);
            return false;
        }
    }

    private void attempt(KeyQueues.Batch batch) {
        List<FanoutEvent> batchEvents =
                batch.attempts().stream().map(Attempt::event).toList();
        CompletableFuture<DeliveryResult> result;
        try {
            result = sender.send(batchEvents).toCompletableFuture().copy();
        } catch (RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        result.orTimeout(destination.timeout().plus(ANSWER_GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((delivery, failure) -> messages.add(() -> settle(batch, delivery, failure)));
    }

    private void settle(KeyQueues.Batch batch, @Nullable DeliveryResult delivery, @Nullable Throwable failure) {
        state.inFlight.decrementAndGet();
        switch (delivery == null ? DeliveryResult.retry(String.valueOf(failure)) : delivery) {
            case DeliveryResult.Delivered delivered -> {
                circuit.succeed();
                long now = clock.millis();
                for (Attempt attempt : batch.attempts()) {
                    state.delivered.incrementAndGet();
                    events.delivered(destination.name(), Math.max(0, now - appendedMs(attempt.id())));
                }
                finish(batch);
            }
            case DeliveryResult.Rejected rejected -> {
                circuit.succeed();
                state.lastFailure(rejected.cause());
                if (batch.attempts().size() > 1) {
                    batch.attempts().forEach(Attempt::isolate); // one may be at fault: each is sent alone
                    batch.attempts().forEach(partitions::end);
                    queues.putBack(batch);
                } else {
                    bury(new Dead(batch, rejected.cause()));
                }
            }
            case DeliveryResult.Retry retry -> retry(batch, retry);
        }
    }

    private static long appendedMs(String id) {
        return StreamId.millis(id);
    }

    private void retry(KeyQueues.Batch batch, DeliveryResult.Retry retry) {
        Duration after =
                retry.after().compareTo(settings.maxRetryAfter()) > 0 ? settings.maxRetryAfter() : retry.after();
        circuit.fail(after);
        state.lastFailure(retry.cause());
        Attempt first = batch.attempts().getFirst();
        if (clock.millis() - first.firstMs() >= destination.retryFor().toMillis()) {
            bury(new Dead(batch, retry.cause()));
            return;
        }
        state.retried.addAndGet(batch.attempts().size());
        Duration delay = settings.backoff().delay(first.attempts());
        batch.attempts().forEach(partitions::end);
        queues.park(batch, ticker.nanos() + (after.compareTo(delay) > 0 ? after : delay).toNanos());
    }

    /** Keeps events as dead letters; their keys wait until the store has them. */
    private void bury(Dead dead) {
        try {
            for (Attempt attempt : dead.batch().attempts()) {
                deadLetters.keep(attempt, dead.cause());
            }
            finish(dead.batch());
        } catch (StoreUnavailable e) {
            complain("keep a dead letter", e);
            unsaved.add(dead);
        }
    }

    private void finish(KeyQueues.Batch batch) {
        batch.attempts().forEach(partitions::settle);
        batch.attempts().forEach(partitions::end);
        queues.remove(batch);
    }

    /** Keeps dead letters that could not be kept before, and acknowledges what is settled. */
    private void settleAll() {
        if (ticker.nanos() - storePausedUntilNanos < 0) {
            return;
        }
        List<Dead> again = List.copyOf(unsaved);
        unsaved.clear();
        again.forEach(this::bury);
        try {
            partitions.acknowledge();
        } catch (StoreUnavailable e) {
            complain("acknowledge delivered events", e);
        }
    }

    private void complain(String attempted, StoreUnavailable cause) {
        pauseStore();
        if (!complained) {
            complained = true;
            LOG.warnf("Cannot %s for %s; trying again: %s", attempted, destination.name(), cause.getMessage());
        }
    }

    private void pauseStore() {
        storePausedUntilNanos = ticker.nanos() + STORE_PAUSE_NANOS;
    }
}
