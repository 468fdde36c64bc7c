package io.voxguard.store.messaging.streams;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import io.voxguard.store.messaging.redis.RedisStreamGroup.Page;
import io.voxguard.store.messaging.redis.StreamEntry;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Reads a group for as long as the channel is open, on a thread of its own: first what was delivered to this consumer before and is not acknowledged, in its order,
 * then new entries, as many as the application asks for. After a failure it begins again from there.
 */
final class StreamPoller implements Runnable {
    private static final Logger LOG = System.getLogger(StreamPoller.class.getName());
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    private static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(50), Duration.ofSeconds(1));

    /** Time that a read may be late in the store. */
    private static final Duration BLOCK_MARGIN = Duration.ofMillis(200);

    private static final Duration RECOVERY_PERIOD = Duration.ofMillis(50);

    private final IncomingSettings settings;
    private final RedisStreamGroup group;
    private final Deliveries deliveries;
    private final EntryIntake intake;
    private final Upkeep upkeep;
    private final ReaderLease lease;
    private final ChannelMetrics metrics;
    private final Ticker ticker;
    private final PollerState state;
    private boolean created;
    private boolean recovering = true;
    private EntryId recovered = EntryId.ZERO;
    private long servedUntilNanos;

    StreamPoller(
            IncomingSettings settings,
            RedisStreamGroup group,
            Deliveries deliveries,
            EntryIntake intake,
            Upkeep upkeep,
            ReaderLease lease,
            ChannelMetrics metrics,
            Ticker ticker,
            PollerState state) {
        this.settings = settings;
        this.group = group;
        this.deliveries = deliveries;
        this.intake = intake;
        this.upkeep = upkeep;
        this.lease = lease;
        this.metrics = metrics;
        this.ticker = ticker;
        this.state = state;
        this.servedUntilNanos = ticker.nanos();
    }

    @Override
    public void run() {
        int failures = 0;
        try {
            while (state.isOpen()) {
                failures = poll(failures);
                if (failures > 0) {
                    deliveries.awaitChange(BACKOFF.delay(failures).toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.ended();
        }
    }

    /** Polls once; returns the number of polls in a row that have failed. */
    private int poll(int failures) throws InterruptedException {
        try {
            pollOnce();
            state.polled(ticker.nanos());
            if (failures > 0) {
                LOG.log(Level.INFO, "Reading stream {0} again", settings.stream());
            }
            return 0;
        } catch (StoreUnavailable e) {
            recoverFromStart();
            if (RedisStreamGroup.isGroupMissing(e)) {
                created = false;
                return 0; // the next poll creates it
            }
            report(failures, e);
        } catch (RuntimeException e) {
            recoverFromStart();
            LOG.log(Level.ERROR, "Cannot read stream " + settings.stream() + "; trying again", e);
        }
        state.failing();
        return failures + 1;
    }

    private void report(int failures, StoreUnavailable fault) {
        LOG.log(
                failures == 0 ? Level.WARNING : Level.DEBUG,
                "Cannot read stream {0}; trying again: {1}",
                settings.stream(),
                fault.getMessage());
    }

    private void recoverFromStart() {
        recovering = true;
        recovered = EntryId.ZERO;
    }

    private void pollOnce() throws StoreUnavailable, InterruptedException {
        if (!created) {
            create();
        }
        if (!lease.hold()) {
            deliveries.awaitChange(lease.retryNanos());
            return;
        }
        if (lease.isTakenOver()) {
            upkeep.claimAll();
            recoverFromStart();
            lease.claimed();
        }
        int room = intake.room();
        upkeep.run(room, recovering);
        room = intake.room();
        if (room == 0) {
            deliveries.awaitChange(deliveries.untilDue(ticker.nanos(), upkeep.maxWaitNanos(false)));
        } else if (recovering) {
            recover(room);
        } else {
            read(room);
        }
    }

    /** Creates the group if it is missing; one that existed before starts at the first entry again, so that no entry is left out. */
    private void create() throws StoreUnavailable {
        if (group.state().isEmpty()) {
            group.create(state.wasReady() ? "0" : settings.start());
            if (state.wasReady()) {
                LOG.log(
                        Level.WARNING,
                        "Group {0} of stream {1} was gone; created anew",
                        settings.group(),
                        settings.stream());
            }
        }
        created = true;
        state.ready();
    }

    /** Takes what this consumer was given, and has not acknowledged: by an earlier life of it, or in a reply that was lost. */
    private void recover(int room) throws StoreUnavailable, InterruptedException {
        Page page = group.unacknowledged(recovered, room);
        metrics.count(ChannelEvent.DELETED_UNACKNOWLEDGED, page.deleted());
        intake.accept(page.entries());
        recovering = !page.isLast();
        if (recovering) {
            recovered = EntryId.parse(page.cursor());
        } else if (settings.exclusive() && ticker.nanos() - servedUntilNanos < 0) {
            // the store may still give entries to the read of a lost connection: new ones must not pass them
            recoverFromStart();
            deliveries.awaitChange(Math.min(servedUntilNanos - ticker.nanos(), RECOVERY_PERIOD.toNanos()));
        }
    }

    private void read(int room) throws StoreUnavailable {
        long wait = deliveries.untilDue(ticker.nanos(), upkeep.maxWaitNanos(true));
        Duration block = Duration.ofNanos(Math.min(wait, MAX_WAIT.toNanos()));
        servedUntilNanos = ticker.nanos() + block.plus(BLOCK_MARGIN).toNanos();
        List<StreamEntry> entries = group.readNew(room, block);
        servedUntilNanos = ticker.nanos(); // it was answered
        if (entries.isEmpty()) {
            created = false; // not every engine says that the group is gone: look again
        }
        intake.accept(entries);
    }
}
