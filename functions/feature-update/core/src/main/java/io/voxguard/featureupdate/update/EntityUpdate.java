package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.EntityState;
import io.voxguard.featureupdate.window.EntityState.Applied;
import io.voxguard.featureupdate.window.EventFacts;
import io.voxguard.featureupdate.window.MalformedState;
import io.voxguard.featureupdate.window.StateLayout;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events of a batch that concern one entity, and its state in the making. For one thread. */
final class EntityUpdate {
    private final EntityKey entity;
    private final EntityFeatures features;
    private final StoredRows rows;
    private final List<EventFacts> facts = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Applied> applied = new ArrayList<>();
    private Optional<byte[]> read = Optional.empty();
    private EntityState state;

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

    /** Begins with a stored state, or with an empty one. */
    void begin(Optional<byte[]> stored, KnownLayouts layouts, UpdateEvents events) throws StoreUnavailable {
        read = stored;
        state = features.empty();
        if (stored.isEmpty()) {
            return;
        }
        try {
            int fingerprint = EntityFeatures.fingerprint(stored.get());
            Optional<StateLayout> layout = layouts.of(fingerprint);
            if (layout.isPresent()) {
                state = features.decode(stored.get(), layout.get());
            } else {
                events.unreadable(entity.toString(), "layout " + Integer.toHexString(fingerprint) + " is not known");
            }
        } catch (MalformedState e) {
            events.unreadable(entity.toString(), String.valueOf(e.getMessage()));
        }
    }

    /** Counts the events; returns whether any of them is new. */
    boolean apply() {
        applied.clear();
        for (EventFacts event : facts) {
            applied.add(features.apply(state, event));
        }
        return applied.contains(Applied.COUNTED);
    }

    Replacement replacement(long revision) {
        byte[] encoded = features.encode(state, revision);
        return rows.replacement(entity, read, encoded, features.rows(state));
    }

    void settle(BatchResults results) {
        for (int i = 0; i < applied.size(); i++) {
            results.add(indexes.get(i), applied.get(i));
        }
    }
}
