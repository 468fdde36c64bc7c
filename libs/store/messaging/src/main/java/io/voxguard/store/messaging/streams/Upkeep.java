package io.voxguard.store.messaging.streams;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.messaging.metrics.ChannelEvent;
import io.voxguard.store.messaging.metrics.ChannelMetrics;
import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.RedisStreamGroup;
import io.voxguard.store.messaging.redis.RedisStreamGroup.Page;
import io.voxguard.store.messaging.redis.StreamTrimmer;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Tasks of a poller between its reads, each at its own interval: repeated acknowledgements, retries, claims, renewed claims on its own entries, trimming, removal of
 * expired consumers.
 */
final class Upkeep {
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    private static final Duration STATE_PERIOD = Duration.ofSeconds(5);
    private static final int MAX_CLAIMED = 100;

    private final IncomingSettings settings;
    private final RedisStreamGroup group;
    private final Deliveries deliveries;
    private final Acknowledgements acknowledgements;
    private final EntryIntake intake;
    private final GroupGauges gauges;
    private final ChannelMetrics metrics;
    private final Ticker ticker;
    private final Timetable keeping;
    private final Timetable claiming;
    private final Timetable trimming;
    private final Timetable expiring;
    private final Timetable counting;

    Upkeep(
            IncomingSettings settings,
            RedisStreamGroup group,
            Deliveries deliveries,
            Acknowledgements acknowledgements,
            EntryIntake intake,
            GroupGauges gauges,
            ChannelMetrics metrics,
            Ticker ticker) {
        this.settings = settings;
        this.group = group;
        this.deliveries = deliveries;
        this.acknowledgements = acknowledgements;
        this.intake = intake;
        this.gauges = gauges;
        this.metrics = metrics;
        this.ticker = ticker;
        this.keeping = new Timetable(settings.claimMinIdle().dividedBy(3), ticker);
        this.claiming = new Timetable(settings.claimInterval(), ticker);
        this.trimming = new Timetable(settings.trimInterval(), ticker);
        this.expiring = new Timetable(settings.consumerExpiry().dividedBy(2), ticker);
        this.counting = new Timetable(STATE_PERIOD, ticker);
    }

    /**
     * Returns the longest wait that leaves no task late.
     *
     * @param room whether entries may be claimed: if not, their time does not count
     */
    long maxWaitNanos(boolean room) {
        long untilClaim = room ? claiming.untilDueNanos() : MAX_WAIT.toNanos();
        return Math.min(MAX_WAIT.toNanos(), Math.min(untilClaim, keeping.untilDueNanos()));
    }

    /**
     * Does what is due.
     *
     * @param room entries that may be claimed
     * @param recovering whether this consumer's own entries are still being read: no others are claimed meanwhile
     */
    void run(int room, boolean recovering) throws StoreUnavailable {
        acknowledgements.resend();
        retry();
        if (keeping.isDue()) {
            group.keep(deliveries.ids());
            keeping.done();
        }
        if (!recovering && room > 0 && claiming.isDue()) {
            claim(Math.min(room, MAX_CLAIMED));
        }
        if (settings.trimKeep().isPresent() && trimming.isDue()) {
            trim(settings.trimKeep().get());
        }
        if (expiring.isDue()) {
            removeExpired();
            expiring.done();
        }
        if (counting.isDue()) {
            group.state().ifPresent(gauges::set);
            counting.done();
        }
    }

    private void removeExpired() throws StoreUnavailable {
        for (String consumer : group.expiredConsumers(settings.consumerExpiry())) {
            if (!consumer.equals(settings.consumer())) {
                group.remove(consumer);
            }
        }
    }

    /** Claims the entries of all other consumers, however short they lie: for the only reader of a group. They are read with this consumer's own. */
    void claimAll() throws StoreUnavailable {
        Page page;
        do {
            page = group.claimAbandoned(MAX_CLAIMED, Duration.ZERO);
            count(page);
        } while (!page.isLast());
    }

    private void retry() throws StoreUnavailable {
        List<EntryId> due = deliveries.due(ticker.nanos());
        if (due.isEmpty()) {
            return;
        }
        Set<EntryId> kept = group.countDelivery(due);
        for (EntryId id : due) {
            if (kept.contains(id)) {
                deliveries.resume(id);
            } else {
                deliveries.end(id); // another consumer has it now, or the stream is gone
            }
        }
        intake.resumed();
    }

    private void claim(int maxCount) throws StoreUnavailable {
        Page page = group.claimAbandoned(maxCount, settings.claimMinIdle());
        count(page);
        intake.accept(page.entries());
        if (page.isLast()) {
            claiming.done(); // else it goes on from there at the next pass
        }
    }

    private void count(Page page) {
        metrics.count(ChannelEvent.CLAIMED, page.entries().size());
        metrics.count(ChannelEvent.DELETED_UNACKNOWLEDGED, page.deleted());
    }

    private void trim(int keep) {
        trimming.done();
        group.trimmer().trim(keep).thenAccept(removed -> {
            metrics.count(ChannelEvent.TRIMMED, removed);
            if (removed == StreamTrimmer.MAX_REMOVED) {
                trimming.again(); // there are more
            }
        });
    }
}
