package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.definition.EntityDefinitions.ComputedView;
import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.EntityState;
import io.voxguard.featureupdate.window.EntityState.Applied;
import io.voxguard.featureupdate.window.EventFacts;
import io.voxguard.featureupdate.window.MalformedState;
import io.voxguard.featureupdate.window.StateLayout;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events of a batch that concern one entity, and its state in the making. For one thread. */
final class EntityUpdate {
    private final EntityKey entity;
    private final EntityFeatures features;
    private final List<EventFacts> facts = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Applied> applied = new ArrayList<>();
    private Optional<byte[]> stored = Optional.empty();
    private EntityState state;

    EntityUpdate(EntityKey entity, EntityFeatures features) {
        this.entity = entity;
        this.features = features;
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
    void begin(Optional<byte[]> read, KnownLayouts layouts, UpdateEvents events) throws StoreUnavailable {
        stored = read;
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
        List<byte[]> encodedRows = features.rows(state);
        List<ComputedView> views = features.definitions().views();
        List<RowWrite> rows = new ArrayList<>(views.size());
        for (int i = 0; i < views.size(); i++) {
            FeatureView view = views.get(i).view();
            rows.add(new RowWrite(
                    new FeatureKeys(view.name()).of(entity.name()), encodedRows.get(i), view.rowLifetime()));
        }
        return new Replacement(key(), stored, encoded, features.definitions().lifetime(), rows);
    }

    void settle(BatchResults results) {
        for (int i = 0; i < applied.size(); i++) {
            results.add(indexes.get(i), applied.get(i));
        }
    }
}
