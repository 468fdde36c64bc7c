package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.DestinationsDocument;
import io.voxguard.fanout.ownership.Ownership;
import io.voxguard.fanout.send.SenderFactory;
import io.voxguard.store.EventLog;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Delivers the events of the partitions that this replica owns to the destinations of the document in force. Thread-safe. */
public final class DeliveryEngine {
    private static final Logger LOG = Logger.getLogger(DeliveryEngine.class);
    private static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

    private final FanoutStore store;
    private final SenderFactory senders;
    private final DeliverySettings settings;
    private final DeliveryEvents events;
    private final Clock clock;
    private final Ticker ticker;
    private final Duration leaseLifetime;
    private final Ownership ownership;
    private final SharedEvents sharedEvents = new SharedEvents();
    private final Housekeeping housekeeping;
    private final ReplayKeeper replays;
    private final Map<String, DestinationWorker> workers = new ConcurrentSkipListMap<>();
    private final Map<Integer, PartitionWatch> watches = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean groupsExist;

    /**
     * @param replica unique name of this process
     * @param leaseLifetime time after which another replica takes over what a dead one read
     */
    public DeliveryEngine(
            FanoutStore store,
            SenderFactory senders,
            DeliverySettings settings,
            DeliveryEvents events,
            String replica,
            Duration leaseLifetime,
            Clock clock,
            Ticker ticker) {
        this.store = store;
        this.senders = senders;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
        this.ticker = ticker;
        this.leaseLifetime = leaseLifetime;
        this.housekeeping = new Housekeeping(settings, clock);
        this.replays = new ReplayKeeper(store, settings, clock);
        this.ownership = new Ownership(
                store.leases(),
                store.partitions(),
                replica,
                leaseLifetime,
                settings.storeTimeout(),
                new Partitioning(),
                clock,
                ticker);
    }

    /** Begins to read partitions; destinations come by {@link #apply}. */
    public synchronized void start() {
        threads.add(loop("fanout-leases", leaseLifetime.dividedBy(4), ownership::tick));
        threads.add(loop("fanout-housekeeping", Duration.ofSeconds(2), this::keepHouse));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread loop(String name, Duration interval, Work work) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                while (true) {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        LOG.errorf(e, "%s failed; going on", name);
                    }
                    TimeUnit.NANOSECONDS.sleep(interval.toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private final class Partitioning implements Ownership.Listener {
        @Override
        public void acquired(int partition) {
            watches.put(partition, new PartitionWatch(partition, store, settings, DeliveryEngine.this::newEntries));
            workers.values().forEach(worker -> worker.addPartition(partition));
        }

        @Override
        public CompletableFuture<?> release(int partition) {
            PartitionWatch watch = watches.remove(partition);
            if (watch != null) {
                watch.stop();
            }
            return CompletableFuture.allOf(workers.values().stream()
                    .map(worker -> worker.removePartition(partition))
                    .toArray(CompletableFuture<?>[]::new));
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // another owns it: there is nothing to wait for
        public void lost(int partition) {
            release(partition);
        }
    }

    private void newEntries(int partition) {
        workers.values().forEach(worker -> worker.newEntries(partition));
    }

    /**
     * Makes a document the one in force. Destinations that are the same in both go on; a changed one finishes what it is sending, and goes on from there with its new
     * settings.
     *
     * @throws StoreUnavailable the former stays in force, in part; to be applied again
     */
    public synchronized void apply(DestinationsDocument document) throws StoreUnavailable, InterruptedException {
        createGroups(document);
        Map<String, Destination> wanted = new TreeMap<>();
        document.destinations().forEach(destination -> wanted.put(destination.name(), destination));
        for (DestinationWorker worker : List.copyOf(workers.values())) {
            String name = worker.destination().name();
            if (!worker.destination().equals(wanted.get(name))) {
                workers.remove(name);
                drain(worker);
                events.removed(name);
            }
        }
        for (Destination destination : wanted.values()) {
            if (!workers.containsKey(destination.name())) {
                add(destination);
            }
        }
        for (String removed : document.removed()) {
            for (int partition = 0; partition < store.partitions().count(); partition++) {
                store.log(partition).destroyGroup(removed, settings.storeTimeout());
            }
            replays.removed(removed);
        }
        groupsExist = true;
    }

    /**
     * Every partition has the group before an event is accepted, so that the destination gets all from now on. One that is in force has its groups, unless the store was
     * emptied: what that has now is new, and may have been accepted since.
     */
    private void createGroups(DestinationsDocument document) throws StoreUnavailable {
        for (Destination destination : document.destinations()) {
            for (int partition = 0; partition < store.partitions().count(); partition++) {
                EventLog log = store.log(partition);
                if (destination.fromStart() || workers.containsKey(destination.name())) {
                    log.createGroupAtStart(destination.name(), settings.storeTimeout());
                } else {
                    log.createGroup(destination.name(), settings.storeTimeout());
                }
            }
        }
    }

    private void add(Destination destination) {
        DestinationWorker worker = new DestinationWorker(
                destination,
                senders.open(destination),
                store,
                ownership::owns,
                settings,
                events,
                sharedEvents,
                clock,
                ticker);
        workers.put(destination.name(), worker);
        worker.start();
        ownership.owned().forEach(worker::addPartition);
    }

    private static void drain(DestinationWorker worker) throws InterruptedException {
        Duration limit = worker.destination().timeout().plus(DRAIN_GRACE);
        try {
            worker.drain().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warnf(
                    "%s did not finish within %s; what it was sending is sent again",
                    worker.destination().name(), limit);
            worker.abandon();
        }
    }

    private void keepHouse() throws InterruptedException {
        try {
            List<EventLog> owned = ownership.owned().stream().map(store::log).toList();
            Map<String, Long> lags = housekeeping.lags(owned);
            workers.values().forEach(worker -> worker.state()
                    .lag(lags.getOrDefault(worker.destination().name(), 0L)));
            for (int partition : ownership.owned()) {
                replays.removeEnded(partition);
                housekeeping.trim(store.log(partition));
            }
            for (DestinationWorker worker : workers.values()) {
                replays.follow(worker);
            }
        } catch (StoreUnavailable e) {
            LOG.debugf("Cannot look after the log: %s", e.getMessage());
        }
    }

    /** Returns whether the destinations of a document will get what is accepted from now on. */
    public boolean isReady() {
        return groupsExist;
    }

    /** Returns whether the store answered when the leases were last renewed. */
    public boolean isReachable() {
        return ownership.isReachable();
    }

    /** Returns the partitions that this replica reads. */
    public Set<Integer> ownedPartitions() {
        return ownership.owned();
    }

    /** Returns the destinations, sorted by name. */
    public List<DestinationState> states() {
        return workers.values().stream().map(DestinationWorker::state).toList();
    }

    /** Returns the dead letters of a destination; empty if there is no such destination. */
    public Optional<DeadLetterBox> deadLetters(String destination) {
        DestinationWorker worker = workers.get(destination);
        return worker == null
                ? Optional.empty()
                : Optional.of(new DeadLetterBox(
                        store.deadLetters(destination),
                        worker.sender(),
                        worker.destination(),
                        settings.storeTimeout(),
                        ticker));
    }

    /** Returns the replays to a destination; empty if there is no such destination. */
    public Optional<DestinationReplays> replays(String destination) {
        return Optional.ofNullable(workers.get(destination))
                .map(worker -> new DestinationReplays(store, replays, worker, settings.storeTimeout(), clock));
    }

    /** Finishes what is being sent, and hands the partitions over. */
    public void stop() throws InterruptedException {
        stopThreads();
        for (Thread thread : threads) {
            thread.join(settings.storeTimeout().toMillis());
        }
        ownership.stop();
        for (DestinationWorker worker : workers.values()) {
            drain(worker);
        }
    }

    /** Ends at once, as a process that is killed: leases stay, nothing is acknowledged. For tests. */
    void abandon() {
        stopThreads();
        workers.values().forEach(DestinationWorker::abandon);
        watches.values().forEach(PartitionWatch::stop);
    }

    private synchronized void stopThreads() {
        threads.forEach(Thread::interrupt);
    }
}
