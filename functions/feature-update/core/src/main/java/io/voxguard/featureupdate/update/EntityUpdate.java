package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.update.CachedStates.Cached;
import io.voxguard.featureupdate.update.CachedStates.Decoded;
import io.voxguard.featureupdate.update.CachedStates.Encoded;
import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.EntityState;
import io.voxguard.featureupdate.window.EntityState.Applied;
import io.voxguard.featureupdate.window.EventFacts;
import io.voxguard.featureupdate.window.MalformedState;
import io.voxguard.featureupdate.window.StateLayout;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.FeatureStates.StateWrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of a batch that concern one entity, and its state in the making. For one thread. */
final class EntityUpdate {
    private static final byte[] NO_REVISION = {};
    /** Most bytes of a state that is kept in its encoding. */
    private static final int KEPT_ENCODED = 2048;

    private final EntityKey entity;
    private final EntityFeatures features;
    private final StoredRows rows;
    private final List<EventFacts> facts = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Applied> applied = new ArrayList<>();
    /** Revision of the stored state; empty without one. */
    private byte[] revision = NO_REVISION;

    private EntityState state;
    private @Nullable StateWrite written;
    private boolean isFromCache;
    private boolean isUnsettled;

    EntityUpdate(EntityKey entity, EntityFeatures features, StoredRows rows) {
        this.entity = entity;
        this.features = features;
        this.rows = rows;
        this.state = features.empty();
    }

    /** Adds an event. @param index of it in the batch */
    void add(int index, EventFacts event) {
        indexes.add(index);
        facts.add(event);
    }

    EntityKey entity() {
        return entity;
    }

    byte[] key() {
        return entity.state();
    }

    List<Integer> indexes() {
        return indexes;
    }

    /** Begins with a state that was written before and need not be the stored one any more. */
    void begin(Cached cached) {
        isFromCache = true;
        isUnsettled = false;
        switch (cached) {
            case Encoded encoded -> {
                revision = revisionOf(encoded.state());
                state = features.decode(encoded.state(), features.layout());
            }
            case Decoded decoded -> {
                revision = decoded.revision();
                state = decoded.state();
            }
        }
    }

    /** Begins with a stored state, or with an empty one. */
    void begin(Optional<byte[]> read, KnownLayouts layouts, UpdateEvents events) {
        isFromCache = false;
        isUnsettled = false;
        revision = read.map(EntityUpdate::revisionOf).orElse(NO_REVISION);
        state = features.empty();
        if (read.isEmpty()) {
            return;
        }
        try {
            int fingerprint = EntityFeatures.fingerprint(read.get());
            Optional<StateLayout> layout = layouts.of(fingerprint);
            if (layout.isPresent()) {
                state = features.decode(read.get(), layout.get());
            } else {
                events.unreadable(entity.toString(), "layout " + Integer.toHexString(fingerprint) + " is not known");
            }
        } catch (MalformedState e) {
            events.unreadable(entity.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static byte[] revisionOf(byte[] encoded) {
        return Arrays.copyOf(encoded, Math.min(encoded.length, FeatureStates.REVISION_BYTES));
    }

    /** Returns whether the state is one that was written before and need not be the stored one any more. */
    boolean isFromCache() {
        return isFromCache;
    }

    /** Keeps the state, now that the store has it. */
    void keep(CachedStates cache) {
        cache.put(
                entity,
                written instanceof StateWrite.Whole whole && whole.state().length <= KEPT_ENCODED
                        ? new Encoded(whole.state())
                        : new Decoded(state, revision));
    }

    /** Counts the events; returns whether any of them is new. */
    boolean apply() {
        applied.clear();
        for (EventFacts event : facts) {
            applied.add(features.apply(state, event));
        }
        return applied.contains(Applied.COUNTED);
    }

    /** Returns what is to be written. Afterwards the state is as the store will have it. */
    Replacement replacement(long nextRevision) {
        byte[] expected = revision;
        StateWrite change = features.change(state, nextRevision);
        written = change;
        revision = revisionOf(
                switch (change) {
                    case StateWrite.Whole whole -> whole.state();
                    case StateWrite.Patch patch -> patch.head();
                });
        return rows.replacement(entity, expected, change, features.rows(state));
    }

    /** Notes that another writer was faster, or that the outcome is not known. */
    void unsettle() {
        isUnsettled = true;
    }

    boolean isUnsettled() {
        return isUnsettled;
    }

    void settle(BatchResults results, UpdateEvents events) {
        for (int i = 0; i < applied.size(); i++) {
            if (applied.get(i) == Applied.LATE) {
                events.late(entity.kind());
            }
            results.add(indexes.get(i), applied.get(i));
        }
    }
}
