package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.update.CachedStates.Cached;
import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.store.FeatureStates;
import io.voxguard.store.FeatureStates.Replaced;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Brings the states of entities from the cache or the store, and writes them with what their events change. For one thread at a time. */
final class StateUpdates {
    /** States that are computed before they are sent: the store works on them while the next ones are computed. */
    private static final int SENT_TOGETHER = 32;

    private final List<EntityFeatures> kinds;
    private final FeatureStates states;
    private final KnownLayouts layouts;
    private final CachedStates cache;
    private final UpdateSettings settings;
    private final UpdateEvents events;
    private final RandomGenerator revisions;

    StateUpdates(
            Collection<EntityFeatures> kinds,
            FeatureStates states,
            SharedState shared,
            UpdateSettings settings,
            UpdateEvents events,
            RandomGenerator revisions) {
        this.kinds = List.copyOf(kinds);
        this.states = states;
        this.layouts = new KnownLayouts(shared, settings.storeLimit());
        this.cache = new CachedStates(settings.cachedStateBytes());
        this.settings = settings;
        this.events = events;
        this.revisions = revisions;
    }

    /** Returns the updates that are to be tried again: another writer was faster, the outcome is not known, or a cached state says that the events are not new. */
    Map<EntityKey, EntityUpdate> attempt(List<EntityUpdate> updates, BatchResults results) throws StoreUnavailable {
        List<EntityUpdate> ready = new ArrayList<>(updates.size());
        List<EntityUpdate> toRead = new ArrayList<>();
        for (EntityUpdate update : updates) {
            Optional<Cached> cached = cache.take(update.entity());
            cached.ifPresent(update::begin);
            (cached.isPresent() ? ready : toRead).add(update);
        }
        List<Optional<byte[]>> stored = read(toRead);
        // before anything is sent: what is on its way must be waited for
        layouts.look(
                stored.stream().limit(toRead.size()).flatMap(Optional::stream).toList());
        Map<EntityKey, EntityUpdate> again = new LinkedHashMap<>();
        List<Sent> sent = new ArrayList<>();
        for (int from = 0; from < ready.size(); from += SENT_TOGETHER) {
            sent.add(send(ready.subList(from, Math.min(ready.size(), from + SENT_TOGETHER)), results, again));
        }
        for (int from = 0; from < toRead.size(); from += SENT_TOGETHER) {
            int to = Math.min(toRead.size(), from + SENT_TOGETHER);
            for (int i = from; i < to; i++) {
                toRead.get(i).begin(stored.get(i), layouts, events);
            }
            sent.add(send(toRead.subList(from, to), results, again));
        }
        sent.forEach(some -> settle(some, results, again));
        return again;
    }

    /** Returns stored states, and sees to it that the store has the layouts that they are going to be written in. */
    private List<Optional<byte[]>> read(List<EntityUpdate> updates) throws StoreUnavailable {
        List<byte[]> keys = new ArrayList<>(updates.size() + kinds.size());
        updates.forEach(update -> keys.add(update.key()));
        kinds.forEach(kind -> keys.add(KnownLayouts.keyOf(kind.layout())));
        List<Optional<byte[]>> stored = states.read(keys, settings.storeLimit());
        for (int i = 0; i < kinds.size(); i++) {
            if (stored.get(updates.size() + i).isEmpty()) {
                layouts.keep(kinds.get(i).layout());
            }
        }
        return stored;
    }

    /** Computes states and sends them; those that the events do not change are settled, or tried again with what is stored. */
    private Sent send(List<EntityUpdate> updates, BatchResults results, Map<EntityKey, EntityUpdate> again) {
        List<EntityUpdate> changed = new ArrayList<>(updates.size());
        List<Replacement> replacements = new ArrayList<>(updates.size());
        for (EntityUpdate update : updates) {
            if (update.apply()) {
                changed.add(update);
                replacements.add(update.replacement(revisions.nextLong()));
            } else if (update.isFromCache()) {
                // the store may have lost the events, and answers for them
                again.put(update.entity(), update);
            } else {
                update.settle(results, events);
            }
        }
        return new Sent(changed, states.replace(replacements, settings.storeLimit()));
    }

    private void settle(Sent sent, BatchResults results, Map<EntityKey, EntityUpdate> again) {
        List<Replaced> outcomes = sent.outcomes().toCompletableFuture().join();
        for (int i = 0; i < outcomes.size(); i++) {
            EntityUpdate update = sent.updates().get(i);
            if (outcomes.get(i).isDone()) {
                update.settle(results, events);
                update.keep(cache);
            } else {
                update.unsettle();
                again.put(update.entity(), update);
            }
            if (outcomes.get(i) == Replaced.DONE_OVER_ANOTHER_TYPE) {
                events.unreadable(update.entity().toString(), "expected a string, got a value of another type");
            }
        }
    }

    /** States on their way to the store. */
    private record Sent(List<EntityUpdate> updates, CompletionStage<List<Replaced>> outcomes) {}
}
