package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.EventFacts;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns call events into features. Each entity is updated at once and whole: its state, which knows the recent events, and its rows. So an event that is handled twice
 * counts once, and a process that dies in between loses nothing that is delivered again. Thread-safe; one batch at a time is worked on, and those that come meanwhile
 * share the next one.
 */
public final class FeatureUpdater {
    /** Events of several batches that are worked on together. */
    private static final int MAX_TOGETHER = 500;

    private final Map<EntityKind, EntityFeatures> features = new EnumMap<>(EntityKind.class);
    private final Map<EntityKind, StoredRows> stored = new EnumMap<>(EntityKind.class);
    private final NumberRanges ranges;
    private final UpdateSettings settings;
    private final UpdateEvents events;
    private final StateUpdates updates;
    private final SharedBatches<CallEvent, UpdateResult> batches = new SharedBatches<>(MAX_TOGETHER, this::updateNow);

    public FeatureUpdater(
            Definitions definitions,
            NumberRanges ranges,
            FeatureStates states,
            SharedState shared,
            UpdateSettings settings,
            UpdateEvents events,
            RandomGenerator revisions) {
        for (EntityKind kind : EntityKind.values()) {
            definitions.of(kind).ifPresent(of -> {
                features.put(kind, new EntityFeatures(of, settings.lateness()));
                stored.put(kind, new StoredRows(of, settings.feastKeyTtl()));
            });
        }
        this.ranges = ranges;
        this.settings = settings;
        this.events = events;
        this.updates = new StateUpdates(features.values(), states, shared, settings, events, revisions);
    }

    /** Counts events for their entities; returns what became of each. Waits until the batches before it are worked on, and then for a few round trips to the store, at most. */
    public List<UpdateResult> update(List<CallEvent> batch) {
        try {
            Optional<List<UpdateResult>> results = batches.run(batch, settings.storeLimit());
            if (results.isPresent()) {
                return results.get();
            }
            events.storeAway(
                    "other batches took longer than " + settings.storeLimit().toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Collections.nCopies(batch.size(), UpdateResult.FAILED);
    }

    private List<UpdateResult> updateNow(List<CallEvent> batch) {
        BatchResults results = new BatchResults(batch.size());
        Map<EntityKey, EntityUpdate> open = byEntity(batch);
        try {
            for (int attempt = 0; attempt < settings.attempts() && !open.isEmpty(); attempt++) {
                reportConflicts(open);
                open = updates.attempt(List.copyOf(open.values()), results);
            }
        } catch (StoreUnavailable e) {
            events.storeAway(String.valueOf(e.getMessage()));
        }
        open.values().forEach(results::failed);
        return results.all();
    }

    private void reportConflicts(Map<EntityKey, EntityUpdate> open) {
        int conflicts = 0;
        for (EntityUpdate update : open.values()) {
            conflicts += update.isUnsettled() ? 1 : 0;
        }
        if (conflicts > 0) {
            events.conflicts(conflicts);
        }
    }

    private Map<EntityKey, EntityUpdate> byEntity(List<CallEvent> batch) {
        Map<EntityKey, EntityUpdate> byEntity = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            EventFacts facts = new EventFacts(batch.get(i), ranges);
            for (EntityKey entity : EntityKey.of(batch.get(i))) {
                EntityFeatures ofKind = features.get(entity.kind());
                StoredRows rows = stored.get(entity.kind());
                if (ofKind != null
                        && rows != null
                        && ofKind.concerns(facts.event().kind())) {
                    byEntity.computeIfAbsent(entity, key -> new EntityUpdate(key, ofKind, rows))
                            .add(i, facts);
                }
            }
        }
        return byEntity;
    }
}
