package io.voxguard.function.stream;

import io.voxguard.store.EventGroup;
import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;

/** Replicas read side by side: each entry goes to one of them, and to another if that one has not handled it for a while. Entries may overtake each other. */
final class SharedIntake implements Intake {
    static final Duration ABANDONED_AFTER = Duration.ofSeconds(10);
    private static final long CLAIM_NANOS = Duration.ofSeconds(1).toNanos();

    private final EventGroup group;
    private final Duration timeout;
    private final Ticker ticker;
    private long claimedNanos;

    SharedIntake(EventGroup group, Duration timeout, Ticker ticker) {
        this.group = group;
        this.timeout = timeout;
        this.ticker = ticker;
        this.claimedNanos = ticker.nanos() - CLAIM_NANOS;
    }

    @Override
    public List<Entry> next() throws StoreUnavailable {
        if (ticker.nanos() - claimedNanos >= CLAIM_NANOS) {
            List<Entry> abandoned = group.claimAbandoned(StreamEvents.MAX_ENTRIES, ABANDONED_AFTER, timeout);
            if (!abandoned.isEmpty()) {
                return abandoned; // there may be more: claimed again at once
            }
            claimedNanos = ticker.nanos();
        }
        return group.next(StreamEvents.MAX_ENTRIES, StreamEvents.WAIT, timeout);
    }

    @Override
    public void done(List<Entry> entries) throws StoreUnavailable {
        group.done(entries, timeout);
    }

    @Override
    public void leftBehind() {
        // they are claimed when they count as abandoned
    }

    @Override
    public void close() {
        group.close();
    }
}
