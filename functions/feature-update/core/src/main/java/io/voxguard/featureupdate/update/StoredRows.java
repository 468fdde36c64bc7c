package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.featureupdate.definition.EntityDefinitions;
import io.voxguard.featureupdate.window.ComputedRow;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.FeatureStates.StateWrite;
import io.voxguard.store.HashWrite;
import io.voxguard.store.RowWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the state and the rows of an entity into one write, each row in the layout of its view. Immutable and thread-safe. */
final class StoredRows {
    private final Duration stateLifetime;
    private final Map<String, FeastHashes> feast = new HashMap<>();
    private final Map<String, FeatureKeys> packed = new HashMap<>();

    StoredRows(EntityDefinitions definitions, Duration feastKeyTtl) {
        this.stateLifetime = definitions.lifetime();
        for (EntityDefinitions.ComputedView computed : definitions.views()) {
            FeatureView view = computed.view();
            if (view.layout() instanceof Layout.FeastHash layout) {
                feast.put(view.name(), new FeastHashes(view, layout, feastKeyTtl));
            } else {
                packed.put(view.name(), new FeatureKeys(view.name()));
            }
        }
    }

    Replacement replacement(EntityKey entity, byte[] expected, StateWrite state, List<ComputedRow> computed) {
        List<RowWrite> rows = new ArrayList<>(computed.size());
        List<HashWrite> hashes = new ArrayList<>(feast.size());
        for (ComputedRow row : computed) {
            FeatureView view = row.view();
            @Nullable FeatureKeys keys = packed.get(view.name());
            @Nullable FeastHashes inFeast = feast.get(view.name());
            if (keys != null) {
                rows.add(new RowWrite(keys.of(entity.name()), row.packed(), view.rowLifetime()));
            } else if (inFeast != null) {
                hashes.add(inFeast.write(entity.name(), row));
            }
        }
        return new Replacement(entity.state(), expected, state, stateLifetime, rows, hashes);
    }
}
