package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.publish.RefreshOutcome.Why;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.Snapshot;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads and writes the store's snapshot of one set, and remembers the last good one, to put it back if the store loses it. Not thread-safe. */
final class SnapshotPublisher {
    private static final Logger LOG = System.getLogger(SnapshotPublisher.class.getName());
    /** Times that the pointer may move on while its blob is read. */
    private static final int MAX_MOVES = 8;

    private final String set;
    private final SnapshotKeys keys;
    private final SnapshotStore store;
    private final RefreshSettings settings;
    private @Nullable Snapshot lastGood;

    SnapshotPublisher(String set, SnapshotStore store, RefreshSettings settings) {
        this.set = set;
        this.keys = new SnapshotKeys("rules", set);
        this.store = store;
        this.settings = settings;
    }

    /** Reads the store's rules. */
    StoredRules read() throws StoreUnavailable {
        for (int moves = 0; ; moves++) {
            Optional<String> text = store.pointer(keys, settings.storeLimit());
            if (text.isEmpty()) {
                return StoredRules.NOTHING;
            }
            Optional<RulePointer> pointer = StoredRules.parse(text.get());
            Optional<byte[]> blob = pointer.isEmpty()
                    ? Optional.empty()
                    : store.blob(keys, pointer.get().revision(), settings.storeLimit());
            boolean moved = blob.isEmpty()
                    && moves < MAX_MOVES
                    && !store.pointer(keys, settings.storeLimit()).equals(text);
            if (!moved) {
                return check(text.get(), pointer, blob);
            }
        }
    }

    /** Checks what was read, unless it equals the last good snapshot: a large set takes a while. */
    private StoredRules check(String text, Optional<RulePointer> pointer, Optional<byte[]> blob) {
        Snapshot good = lastGood;
        if (good != null
                && pointer.equals(Optional.of(good.pointer()))
                && blob.isPresent()
                && Arrays.equals(blob.get(), good.blob())) {
            return new StoredRules(Optional.of(text), pointer, Optional.of(good));
        }
        StoredRules stored = StoredRules.of(set, text, blob, settings.trusted());
        stored.snapshot()
                .filter(found -> good == null
                        || good.pointer().revision() < found.pointer().revision())
                .ifPresent(found -> lastGood = found);
        return stored;
    }

    /** Returns why the store has to be written. */
    Why why(StoredRules stored) {
        if (stored.snapshot().isPresent() || (stored.text().isEmpty() && lastGood == null)) {
            return Why.CHANGED; // rules that were never stored are not lost
        }
        return stored.text().isEmpty() || stored.pointer().isPresent() ? Why.LOST : Why.TAMPERED;
    }

    /** Replaces the store's rules; returns false if they are not those that were read any more. */
    boolean publish(Snapshot snapshot, StoredRules stored) throws StoreUnavailable {
        long revision = snapshot.pointer().revision();
        OptionalLong replaced = stored.pointer().map(RulePointer::revision).filter(old -> old != revision).stream()
                .mapToLong(Long::longValue)
                .findFirst();
        boolean done = store.publish(
                keys,
                stored.text(),
                new SnapshotStore.Published(revision, snapshot.pointer().toString(), snapshot.blob()),
                replaced,
                settings.keep(),
                settings.storeLimit());
        if (done) {
            lastGood = snapshot;
            hint(revision);
        }
        return done;
    }

    private void hint(long revision) {
        try {
            store.hint(keys, revision, settings.storeLimit());
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "Cannot send the hint; engines poll", e);
        }
    }

    /** Puts the last good rules back if the store has lost them, while the database has none to publish. Returns an addition to a log line; empty if nothing was done. */
    String restoreIfLost(StoredRules stored) {
        Snapshot good = lastGood;
        boolean lost = stored.snapshot().isEmpty();
        try {
            if (good != null && lost && publish(good, stored)) {
                return "; the store had lost its rules, and has revision "
                        + good.pointer().revision() + " again";
            }
            return "";
        } catch (StoreUnavailable e) {
            return "; store: " + e.getMessage();
        }
    }
}
