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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private final IntFunction<EventLog> logs;
    private final IntPredicate owned;
    private final RecordStream deadLetters;
    private final DeliverySettings settings;
    private final DeliveryEvents events;
    private final DestinationState state;
    private final Clock clock;
    private final Ticker ticker;

    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final KeyQueues queues = new KeyQueues();
    private final CircuitBreaker circuit;
    private final FilterFailures filterFailures;
    private final Map<Integer, PartitionReader> readers = new TreeMap<>();
    /** Readers of partitions that are given up, while their last requests are under way. */
    private final Map<Integer, Leaving> leaving = new HashMap<>();

    private final Map<Integer, Integer> sending = new HashMap<>();
    private final List<Dead> unsaved = new ArrayList<>();
    private final Thread thread;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private boolean draining;
    private boolean complained;
    private long storePausedUntilNanos;
    private volatile boolean abandoned;

    /** A partition that is given up. */
    private record Leaving(PartitionReader reader, List<CompletableFuture<@Nullable Void>> done) {}

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
        this.logs = logs;
        this.owned = owned;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.ticker = ticker;
        this.state =
                new DestinationState(destination.name(), destination.target().type());
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
        messages.add(() -> readers.putIfAbsent(
                partition, new PartitionReader(logs.apply(partition), destination.name(), settings.storeTimeout())));
    }

    /** Stops reading a partition; the result is complete when nothing of it is being sent. */
    CompletableFuture<@Nullable Void> removePartition(int partition) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        messages.add(() -> leave(partition, done));
        ended.thenRun(() -> done.complete(null));
        return done;
    }

    /** Drops what it holds of partitions that another replica may own now. */
    private void leaveLost() {
        for (int partition : List.copyOf(readers.keySet())) {
            if (!owned.test(partition)) {
                leave(partition, new CompletableFuture<>());
            }
        }
    }

    private void leave(int partition, CompletableFuture<@Nullable Void> done) {
        PartitionReader reader = readers.remove(partition);
        if (reader != null) {
            queues.drop(partition);
            leaving.put(partition, new Leaving(reader, new ArrayList<>()));
        }
        Leaving left = leaving.get(partition);
        if (left == null) {
            done.complete(null);
        } else {
            left.done().add(done);
        }
    }

    /** Says that a partition has new entries. */
    void newEntries(int partition) {
        messages.add(() -> {
            PartitionReader reader = readers.get(partition);
            if (reader != null) {
                reader.expectMore();
            }
        });
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
                readers.values().forEach(PartitionReader::expectMore);
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
        boolean mayDo = readers.entrySet().stream().anyMatch(entry -> mayRead(entry.getKey(), entry.getValue()));
        boolean maySend = queues.hasReady() && state.inFlight.get() < destination.inFlight();
        if (maySend && !draining) {
            wait = circuit.allows() ? 0 : Math.min(wait, circuit.waitNanos(MAX_WAIT_NANOS));
        }
        if (mayDo || !unsaved.isEmpty()) {
            wait = Math.clamp(storePausedUntilNanos - now, 0, wait);
        }
        return wait;
    }

    private boolean mayRead(int partition, PartitionReader reader) {
        return !draining
                && reader.expectsMore()
                && reader.held() < settings.maxHeld()
                && !leaving.containsKey(partition)
                && owned.test(partition);
    }

    private void read() {
        if (ticker.nanos() - storePausedUntilNanos < 0) {
            return;
        }
        for (Map.Entry<Integer, PartitionReader> entry : readers.entrySet()) {
            if (mayRead(entry.getKey(), entry.getValue())) {
                try {
                    for (Entry read : entry.getValue().read()) {
                        accept(entry.getKey(), entry.getValue(), read);
                    }
                    complained = false;
                } catch (StoreUnavailable e) {
                    complain("read the log", e);
                }
            }
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
        DeadLetter letter =
                new DeadLetter(entry.record(), "record: expected a CloudEvent, got " + failure, 0, 0, clock.millis());
        try {
            deadLetters.add(letter.toRecord(), settings.storeTimeout());
            state.dead.incrementAndGet();
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
                sending.merge(attempt.partition(), 1, Integer::sum);
            });
            attempt(batch);
        }
    }

    private boolean acknowledgedFirst(KeyQueues.Batch batch) {
        Attempt attempt = batch.attempts().getFirst();
        PartitionReader reader = reader(attempt.partition());
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
        batch.attempts().forEach(attempt -> sending.merge(attempt.partition(), -1, Integer::sum));
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
        queues.park(batch, ticker.nanos() + (after.compareTo(delay) > 0 ? after : delay).toNanos());
    }

    /** Keeps events as dead letters; their keys wait until the store has them. */
    private void bury(Dead dead) {
        try {
            for (Attempt attempt : dead.batch().attempts()) {
                if (!attempt.isBuried()) {
                    DeadLetter letter = new DeadLetter(
                            attempt.event().structured(),
                            dead.cause(),
                            attempt.attempts(),
                            attempt.firstMs(),
                            clock.millis());
                    deadLetters.add(letter.toRecord(), settings.storeTimeout());
                    attempt.bury();
                    state.dead.incrementAndGet();
                    LOG.warnf("Dead letter of %s: %s", destination.name(), dead.cause());
                }
            }
            finish(dead.batch());
        } catch (StoreUnavailable e) {
            complain("keep a dead letter", e);
            unsaved.add(dead);
        }
    }

    private void finish(KeyQueues.Batch batch) {
        for (Attempt attempt : batch.attempts()) {
            PartitionReader reader = reader(attempt.partition());
            if (reader != null) {
                reader.settle(attempt.id());
            }
        }
        queues.remove(batch);
    }

    private @Nullable PartitionReader reader(int partition) {
        Leaving left = leaving.get(partition);
        return left == null ? readers.get(partition) : left.reader();
    }

    /** Acknowledges what is settled, keeps dead letters that could not be kept before, and lets go of partitions of which nothing is being sent. */
    private void settleAll() {
        if (ticker.nanos() - storePausedUntilNanos < 0) {
            return;
        }
        List<Dead> again = List.copyOf(unsaved);
        unsaved.clear();
        again.forEach(this::bury);
        readers.values().forEach(this::acknowledge);
        for (Iterator<Map.Entry<Integer, Leaving>> left = leaving.entrySet().iterator(); left.hasNext(); ) {
            Map.Entry<Integer, Leaving> entry = left.next();
            if (sending.getOrDefault(entry.getKey(), 0) == 0 && unsaved.isEmpty()) {
                acknowledge(entry.getValue().reader());
                entry.getValue().done().forEach(done -> done.complete(null));
                left.remove();
            }
        }
    }

    private void acknowledge(PartitionReader reader) {
        try {
            reader.acknowledge();
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
