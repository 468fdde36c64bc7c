package io.voxguard.demo.features;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns calls as they start and end into rows for the store. Not thread-safe: calls pass one after the other. */
public final class FeatureUpdater {
    private final FeatureCatalogue catalogue;
    private final NumberRanges ranges;
    private final Map<Entity, EntityState> states = new HashMap<>();
    private final Set<Entity> touched = new LinkedHashSet<>();
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(Comparator.comparingLong(Running::end).thenComparingLong(Running::order));
    private long order;

    private record Entity(EntityKind kind, String name) {}

    private record Running(long end, long order, CallRecord call) {}

    public FeatureUpdater(FeatureCatalogue catalogue, NumberRanges ranges) {
        this.catalogue = catalogue;
        this.ranges = ranges;
    }

    /** Ends the calls that end by then. */
    public void endUntil(long timeMs) {
        for (Running next = running.peek(); next != null && next.end <= timeMs; next = running.peek()) {
            running.remove();
            end(next.call, next.end);
        }
    }

    /** A call starts; one that nobody answers ends at once. */
    public void start(CallRecord call) {
        for (Entity entity : entities(call)) {
            state(entity).started(call);
            touched.add(entity);
        }
        if (call.durationS() == 0) {
            end(call, call.startedAtMs());
        } else {
            running.add(new Running(call.endedAtMs(), order++, call));
        }
    }

    /** The rows that have changed since they were last taken. */
    public List<RowWrite> takeRows() {
        List<RowWrite> rows = new ArrayList<>();
        for (Entity entity : touched) {
            EntityState state = state(entity);
            for (FeatureView view : catalogue.views().values()) {
                if (view.party().orElse(null) == entity.kind && view.layout() instanceof Layout.Packed) {
                    rows.add(row(view, entity.name, state));
                }
            }
        }
        touched.clear();
        return rows;
    }

    private void end(CallRecord call, long timeMs) {
        for (Entity entity : entities(call)) {
            state(entity).ended(call, timeMs);
            touched.add(entity);
        }
    }

    private EntityState state(Entity entity) {
        return states.computeIfAbsent(entity, key -> switch (key.kind) {
            case CALLER -> new CallerState(ranges);
            case CALLEE -> new CalleeState();
            case TRUNK -> new TrunkState();
        });
    }

    private static List<Entity> entities(CallRecord call) {
        Entity caller = new Entity(EntityKind.CALLER, call.caller());
        Entity callee = new Entity(EntityKind.CALLEE, call.callee());
        return call.trunk() == null
                ? List.of(caller, callee)
                : List.of(caller, callee, new Entity(EntityKind.TRUNK, call.trunk()));
    }

    private static RowWrite row(FeatureView view, String entity, EntityState state) {
        List<@Nullable Double> features = state.row(view.name());
        float[] values = new float[features.size()];
        boolean[] nulls = new boolean[features.size()];
        for (int i = 0; i < values.length; i++) {
            Double value = features.get(i);
            nulls[i] = value == null;
            values[i] = value == null ? 0 : value.floatValue();
        }
        byte[] row = RowEncoder.encode(
                SchemaId.of(view.packed().id(), view.packed().version()), state.updatedAt(), values, nulls);
        return new RowWrite(new FeatureKeys(view.name()).of(entity), row, view.rowLifetime());
    }
}
