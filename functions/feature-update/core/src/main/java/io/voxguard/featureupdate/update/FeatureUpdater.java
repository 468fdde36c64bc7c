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
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Turns call events into features. Each entity is updated at once and whole: its state, which knows the recent events, and its rows. So an event that is handled twice
 * counts once, and a process that dies in between loses nothing that is delivered again. Thread-safe; one batch at a time is worked on.
 */
public final class FeatureUpdater {
    private static final int WRITTEN_TOGETHER = 128;

    private final Map<EntityKind, EntityFeatures> features = new EnumMap<>(EntityKind.class);
    private final Map<EntityKind, StoredRows> stored = new EnumMap<>(EntityKind.class);
    private final NumberRanges ranges;
    private final FeatureStates states;
    private final UpdateSettings settings;
    private final UpdateEvents events;
    private final KnownLayouts layouts;
    private final RandomGenerator revisions;
    /** Held by the batch that is worked on; in the order of arrival. */
    private final ReentrantLock turn = new ReentrantLock(true);

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
        this.states = states;
        this.settings = settings;
        this.events = events;
        this.layouts = new KnownLayouts(shared, settings.storeLimit());
        this.revisions = revisions;
    }

    /** Counts events for their entities; returns what became of each. Waits for its turn, and then for a few round trips to the store, at most. */
    public List<UpdateResult> update(List<CallEvent> batch) {
        try {
            if (turn.tryLock(settings.storeLimit().toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    return updateNow(batch);
                } finally {
                    turn.unlock();
                }
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
        Map<EntityKey, EntityUpdate> open = updates(batch);
        try {
            for (int attempt = 0; attempt < settings.attempts() && !open.isEmpty(); attempt++) {
                if (attempt > 0) {
                    events.conflicts(open.size());
                }
                open = attempt(open, results);
            }
        } catch (StoreUnavailable e) {
            events.storeAway(String.valueOf(e.getMessage()));
        }
        open.values().forEach(results::failed);
        return results.all();
    }

    private Map<EntityKey, EntityUpdate> updates(List<CallEvent> batch) {
        Map<EntityKey, EntityUpdate> updates = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            EventFacts facts = new EventFacts(batch.get(i), ranges);
            for (EntityKey entity : EntityKey.of(batch.get(i))) {
                EntityFeatures ofKind = features.get(entity.kind());
                StoredRows rows = stored.get(entity.kind());
                if (ofKind != null
                        && rows != null
                        && ofKind.concerns(facts.event().kind())) {
                    updates.computeIfAbsent(entity, key -> new EntityUpdate(key, ofKind, rows))
                            .add(i, facts);
                }
            }
        }
        return updates;
    }

    /** Returns the updates that are to be tried again: another writer was faster, or the outcome is not known. */
    private Map<EntityKey, EntityUpdate> attempt(Map<EntityKey, EntityUpdate> open, BatchResults results)
            throws StoreUnavailable {
        List<EntityUpdate> updates = List.copyOf(open.values());
        List<byte[]> keys =
                new ArrayList<>(updates.stream().map(EntityUpdate::key).toList());
        features.values().forEach(ofKind -> keys.add(KnownLayouts.keyOf(ofKind.layout())));
        List<Optional<byte[]>> stored = states.read(keys, settings.storeLimit());
        keepLayouts(stored.subList(updates.size(), stored.size()));
        List<Written> written = new ArrayList<>();
        for (int from = 0; from < updates.size(); from += WRITTEN_TOGETHER) {
            int to = Math.min(updates.size(), from + WRITTEN_TOGETHER);
            for (int i = from; i < to; i++) {
                updates.get(i).begin(stored.get(i), layouts, events);
            }
            written.add(write(updates.subList(from, to), results));
        }
        Map<EntityKey, EntityUpdate> again = new LinkedHashMap<>();
        written.forEach(some -> some.settle(results, again));
        return again;
    }

    /** Writes the layouts that the store does not have, or has no longer. */
    private void keepLayouts(List<Optional<byte[]>> stored) throws StoreUnavailable {
        int at = 0;
        for (EntityFeatures ofKind : features.values()) {
            if (stored.get(at++).isEmpty()) {
                layouts.keep(ofKind.layout());
            }
        }
    }

    /** Computes states and sends them; those that the events do not change are settled at once. */
    private Written write(List<EntityUpdate> updates, BatchResults results) {
        List<EntityUpdate> changed = new ArrayList<>(updates.size());
        List<FeatureStates.Replacement> replacements = new ArrayList<>(updates.size());
        for (EntityUpdate update : updates) {
            if (update.apply()) {
                changed.add(update);
                replacements.add(update.replacement(revisions.nextLong()));
            } else {
                update.settle(results);
            }
        }
        return new Written(changed, states.replace(replacements, settings.storeLimit()));
    }

    /** States on their way to the store: the next ones are computed meanwhile. */
    private record Written(List<EntityUpdate> updates, CompletionStage<List<FeatureStates.Replaced>> outcomes) {
        void settle(BatchResults results, Map<EntityKey, EntityUpdate> again) {
            List<FeatureStates.Replaced> all = outcomes.toCompletableFuture().join();
            for (int i = 0; i < updates.size(); i++) {
                EntityUpdate update = updates.get(i);
                if (all.get(i) == FeatureStates.Replaced.DONE) {
                    update.settle(results);
                } else {
                    again.put(update.entity(), update);
                }
            }
        }
    }
}
