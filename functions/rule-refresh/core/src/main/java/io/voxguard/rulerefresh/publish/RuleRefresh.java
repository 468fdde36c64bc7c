package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.publish.RefreshOutcome.Why;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rulerefresh.source.SourceUnavailable;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes one set: pointer → database → validation → canonical bytes → signature → store → hint. Any number of replicas may do so at the same time, in any number
 * of processes. Revisions come from the database, where they rise with every commit, so that a revision has the same rules whoever publishes it; the pointer is read
 * before the database, so that a lower revision there means that the database was set back. Thread-safe: one refresh at a time.
 */
public final class RuleRefresh {
    private static final Logger LOG = System.getLogger(RuleRefresh.class.getName());
    /** Times that other replicas may publish first before a refresh is given up. */
    private static final int MAX_RACES = 8;

    private final String set;
    private final RuleSource source;
    private final SnapshotBuilder builder;
    private final SnapshotPublisher publisher;

    public RuleRefresh(
            String set,
            RuleSource source,
            SnapshotStore store,
            RuleSetCheck check,
            RefreshSettings settings,
            Clock clock) {
        this.set = set;
        this.source = source;
        this.builder = new SnapshotBuilder(set, check, settings, clock);
        this.publisher = new SnapshotPublisher(set, store, settings);
    }

    /** Brings the store to the database's rules, or reports why not. Waits as long as the limits of database and store allow. */
    public synchronized RefreshReport refresh() {
        StoredRules stored = StoredRules.NOTHING;
        SourceReading reading = null;
        try {
            for (int race = 0; race < MAX_RACES; race++) {
                stored = publisher.read();
                reading = source.read(set, builder.knownRevision()).orElse(null);
                if (reading == null) {
                    return new RefreshReport(new RefreshOutcome.UnknownSet(set), Optional.empty(), stored.pointer());
                }
                Optional<Snapshot> wanted = builder.build(reading);
                if (wanted.isEmpty()) {
                    return refused(reading, stored);
                }
                RefreshOutcome outcome = publish(wanted.get(), stored);
                if (outcome != null) {
                    return new RefreshReport(
                            outcome, Optional.of(reading), pointerAfter(outcome, wanted.get(), stored));
                }
            }
            return unavailable("other copies were faster " + MAX_RACES + " times", reading, stored);
        } catch (StoreUnavailable e) {
            return unavailable("store: " + e.getMessage(), reading, stored);
        } catch (SourceUnavailable e) {
            return unavailable(e.getMessage() + publisher.restoreIfLost(stored), null, stored);
        }
    }

    private static Optional<RulePointer> pointerAfter(RefreshOutcome outcome, Snapshot wanted, StoredRules stored) {
        return outcome instanceof RefreshOutcome.Published ? Optional.of(wanted.pointer()) : stored.pointer();
    }

    private static RefreshReport unavailable(String cause, @Nullable SourceReading reading, StoredRules stored) {
        return new RefreshReport(new RefreshOutcome.Unavailable(cause), Optional.ofNullable(reading), stored.pointer());
    }

    /** Writes the store if it differs. Returns null if database and store must be read again: another replica was faster, or the database's revision was raised. */
    private @Nullable RefreshOutcome publish(Snapshot wanted, StoredRules stored)
            throws StoreUnavailable, SourceUnavailable {
        RulePointer want = wanted.pointer();
        RulePointer held = stored.snapshot().map(Snapshot::pointer).orElse(null);
        if (held != null && held.revision() == want.revision() && held.sha256().equals(want.sha256())) {
            return new RefreshOutcome.Current(want.revision());
        }
        if (held != null && held.revision() >= want.revision()) {
            // engines may run it: they change only to a higher revision
            LOG.log(
                    Level.WARNING,
                    "Rules {0}: the store holds revision {1}, which the database, at {2}, does not have; raising the database''s",
                    set,
                    held.revision(),
                    want.revision());
            source.raiseAbove(set, held.revision());
            return null;
        }
        Why why = publisher.why(stored);
        return publisher.publish(wanted, stored) ? new RefreshOutcome.Published(want.revision(), why) : null;
    }

    private RefreshReport refused(SourceReading reading, StoredRules stored) {
        String restored = publisher.restoreIfLost(stored);
        if (!restored.isEmpty()) {
            LOG.log(Level.WARNING, "Rules {0}{1}", set, restored);
        }
        return new RefreshReport(
                new RefreshOutcome.Refused(reading.revision(), builder.problems()),
                Optional.of(reading),
                stored.pointer());
    }
}
