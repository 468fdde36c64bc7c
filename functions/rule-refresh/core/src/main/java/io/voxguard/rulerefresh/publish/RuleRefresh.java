package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.publish.RefreshOutcome.Why;
import io.voxguard.rulerefresh.source.RuleSource;
import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rulerefresh.source.SourceRule;
import io.voxguard.rulerefresh.source.SourceUnavailable;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The road of one set's rules: pointer → database → check → canonical bytes → signature → store → hint. Any number of copies may run it at the same time, in
 * any number of processes. Revisions come from the database, where they rise with every commit, so that a revision is the same rules whoever publishes it; the
 * pointer is read before the database, so that a lower revision there is truly one that was set back. Thread-safe: one refresh at a time.
 */
public final class RuleRefresh {
    private static final Logger LOG = System.getLogger(RuleRefresh.class.getName());
    /** How often another copy may win before this one says so. */
    private static final int RACES = 8;

    private final String set;
    private final SnapshotKeys keys;
    private final RuleSource source;
    private final SnapshotStore store;
    private final RuleSetCheck check;
    private final RefreshSettings settings;
    private final Clock clock;
    /** What stood in the store last, as an engine takes it. */
    private @Nullable Snapshot lastGood;
    /** What the database said last, or why it may not leave: one of them at most. */
    private @Nullable Snapshot wantedBefore;

    private @Nullable Refusal refusal;

    /** A revision of the database that may not leave it. */
    private record Refusal(long revision, List<RuleProblem> problems) {}

    public RuleRefresh(
            String set,
            RuleSource source,
            SnapshotStore store,
            RuleSetCheck check,
            RefreshSettings settings,
            Clock clock) {
        this.set = set;
        this.keys = new SnapshotKeys("rules", set);
        this.source = source;
        this.store = store;
        this.check = check;
        this.settings = settings;
        this.clock = clock;
    }

    /** Brings the store to what the database says, or says why not. Waits as long as the limits of database and store allow. */
    public synchronized Refreshed refresh() {
        Published there = Published.NOTHING;
        SourceReading reading = null;
        try {
            for (int race = 0; race < RACES; race++) {
                there = published();
                reading = source.read(set, known()).orElse(null);
                if (reading == null) {
                    return new Refreshed(new RefreshOutcome.UnknownSet(set), Optional.empty(), there.pointer());
                }
                Optional<Snapshot> wanted = wanted(reading);
                if (wanted.isEmpty()) {
                    return refused(reading, there);
                }
                RefreshOutcome outcome = bring(wanted.get(), there);
                if (outcome != null) {
                    Optional<RulePointer> now = outcome instanceof RefreshOutcome.Published
                            ? Optional.of(wanted.get().pointer())
                            : there.pointer();
                    return new Refreshed(outcome, Optional.of(reading), now);
                }
            }
            return unavailable("other copies were faster " + RACES + " times", reading, there);
        } catch (StoreUnavailable e) {
            return unavailable("store: " + e.getMessage(), reading, there);
        } catch (SourceUnavailable e) {
            return unavailable(e.getMessage() + restored(there), null, there);
        }
    }

    private static Refreshed unavailable(String cause, @Nullable SourceReading reading, Published there) {
        return new Refreshed(new RefreshOutcome.Unavailable(cause), Optional.ofNullable(reading), there.pointer());
    }

    private Published published() throws StoreUnavailable {
        for (int moved = 0; ; moved++) {
            Optional<String> text = store.pointer(keys, settings.storeLimit());
            if (text.isEmpty()) {
                return Published.NOTHING;
            }
            Optional<RulePointer> pointer = Published.pointer(text.get());
            Optional<byte[]> blob = pointer.isEmpty()
                    ? Optional.empty()
                    : store.blob(keys, pointer.get().revision(), settings.storeLimit());
            if (blob.isEmpty()
                    && moved < RACES
                    && !store.pointer(keys, settings.storeLimit()).equals(text)) {
                continue;
            }
            return judged(text.get(), pointer, blob);
        }
    }

    /** What was found good before, and is the same, is not looked over again: a large set takes a while. */
    private Published judged(String text, Optional<RulePointer> pointer, Optional<byte[]> blob) {
        Snapshot good = lastGood;
        if (good != null
                && pointer.equals(Optional.of(good.pointer()))
                && blob.isPresent()
                && Arrays.equals(blob.get(), good.blob())) {
            return new Published(Optional.of(text), pointer, Optional.of(good));
        }
        Published there = Published.judge(set, text, blob, settings.trusted());
        there.snapshot()
                .filter(found -> good == null
                        || good.pointer().revision() < found.pointer().revision())
                .ifPresent(found -> lastGood = found);
        return there;
    }

    /** The revision whose rules, or whose faults, are at hand. */
    private long known() {
        long good = wantedBefore == null ? 0 : wantedBefore.pointer().revision();
        return refusal == null ? good : refusal.revision();
    }

    /** The snapshot of what the database says; empty where it may not leave. */
    private Optional<Snapshot> wanted(SourceReading reading) {
        Optional<List<SourceRule>> rules = reading.rules();
        if (rules.isPresent()) {
            refusal = null;
            wantedBefore = null;
            try {
                RuleSet whole = Checked.of(set, rules.get(), reading, check);
                String keyId = settings.signing().map(SigningKey::id).orElse("");
                wantedBefore = signed(Snapshot.of(whole, reading.revision(), clock.millis(), keyId));
            } catch (InvalidRules e) {
                refusal = new Refusal(reading.revision(), e.problems());
                LOG.log(
                        Level.ERROR,
                        "Rules {0}, revision {1}, are refused: {2}",
                        set,
                        reading.revision(),
                        e.getMessage());
            }
        }
        return Optional.ofNullable(wantedBefore);
    }

    private Snapshot signed(Snapshot snapshot) {
        return settings.signing().map(key -> key.sign(snapshot)).orElse(snapshot);
    }

    /** Writes where anything differs; null where another copy was faster, or the database had to be raised: to be looked at again. */
    private @Nullable RefreshOutcome bring(Snapshot wanted, Published there)
            throws StoreUnavailable, SourceUnavailable {
        RulePointer want = wanted.pointer();
        Snapshot held = there.snapshot().orElse(null);
        if (held != null) {
            RulePointer has = held.pointer();
            if (has.revision() == want.revision() && has.sha256().equals(want.sha256())) {
                return new RefreshOutcome.Current(want.revision());
            }
            if (has.revision() >= want.revision()) {
                // engines may have taken it: only a higher revision brings them back
                LOG.log(
                        Level.WARNING,
                        "Rules {0}: the store holds revision {1} that the database, at {2}, does not have",
                        set,
                        has.revision(),
                        want.revision());
                source.raiseAbove(set, has.revision());
                return null;
            }
        }
        Why why = why(there);
        return put(wanted, there) ? new RefreshOutcome.Published(want.revision(), why) : null;
    }

    private Why why(Published there) {
        if (there.snapshot().isPresent() || there.text().isEmpty() && lastGood == null) {
            return Why.CHANGED; // what has never been there was not lost
        }
        return there.text().isEmpty() || there.pointer().isPresent() ? Why.LOST : Why.TAMPERED;
    }

    private boolean put(Snapshot snapshot, Published there) throws StoreUnavailable {
        long revision = snapshot.pointer().revision();
        OptionalLong former = there.pointer().map(RulePointer::revision).filter(old -> old != revision).stream()
                .mapToLong(Long::longValue)
                .findFirst();
        boolean done = store.publish(
                keys,
                there.text(),
                new SnapshotStore.Published(revision, snapshot.pointer().toString(), snapshot.blob()),
                former,
                settings.keep(),
                settings.storeLimit());
        if (done) {
            lastGood = snapshot;
            try {
                store.hint(keys, revision, settings.storeLimit());
            } catch (StoreUnavailable e) {
                LOG.log(Level.DEBUG, "The hint was lost; engines poll", e);
            }
        }
        return done;
    }

    private Refreshed refused(SourceReading reading, Published there) throws StoreUnavailable {
        Refusal why = refusal;
        List<RuleProblem> problems = why == null ? List.of() : why.problems();
        String back = restored(there);
        if (!back.isEmpty()) {
            LOG.log(Level.WARNING, "Rules {0}{1}", set, back);
        }
        return new Refreshed(
                new RefreshOutcome.Refused(reading.revision(), problems), Optional.of(reading), there.pointer());
    }

    /** Puts the last good rules back into a store that has lost them, while the database has none to give. */
    private String restored(Published there) {
        Snapshot good = lastGood;
        boolean lost = there.snapshot().isEmpty();
        try {
            if (good != null && lost && put(good, there)) {
                return "; the store had lost its rules, and has revision "
                        + good.pointer().revision() + " again";
            }
            return "";
        } catch (StoreUnavailable e) {
            return "; store: " + e.getMessage();
        }
    }
}
