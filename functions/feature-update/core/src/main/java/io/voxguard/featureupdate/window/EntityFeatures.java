package io.voxguard.featureupdate.window;

import io.voxguard.featureupdate.definition.EntityDefinitions;
import io.voxguard.featureupdate.definition.EntityDefinitions.ComputedView;
import io.voxguard.featureupdate.definition.EventKind;
import io.voxguard.featureupdate.definition.Measured;
import io.voxguard.featureupdate.window.EntityState.Applied;
import io.voxguard.store.FeatureStates.StateWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** States of the entities of one kind, and the rows that follow from them. Immutable and thread-safe; the states are not. */
public final class EntityFeatures {
    private final EntityDefinitions definitions;
    private final StateLayout layout;
    private final EventAdder adder;
    private final Set<EventKind> concerned = EnumSet.noneOf(EventKind.class);
    private final long latenessMs;

    /** @param lateness how long before an entity's latest event another one may have taken place */
    public EntityFeatures(EntityDefinitions definitions, Duration lateness) {
        this.definitions = definitions;
        this.layout = new StateLayout(definitions.aggregates());
        this.adder = new EventAdder(layout);
        this.latenessMs = lateness.toMillis();
        for (EventKind kind : EventKind.values()) {
            if (adder.concerns(kind)) {
                concerned.add(kind);
            }
        }
    }

    public EntityDefinitions definitions() {
        return definitions;
    }

    /** Returns whether any feature depends on events of a kind. Other events do not count for the entity, not even as its latest. */
    public boolean concerns(EventKind kind) {
        return concerned.contains(kind);
    }

    /** Returns the layout that states are written in. */
    public StateLayout layout() {
        return layout;
    }

    /** Returns the state of an entity without events. */
    public EntityState empty() {
        return new EntityState(layout);
    }

    /** Returns the fingerprint of a stored state's layout. @throws MalformedState if it is not a state */
    public static int fingerprint(byte[] stored) {
        return new StateReader(stored).fingerprint();
    }

    /**
     * Returns a stored state. Of other definitions it keeps the aggregates that are also in these.
     *
     * @param storedLayout the layout with its fingerprint
     * @throws MalformedState if it is not such a state
     */
    public EntityState decode(byte[] stored, StateLayout storedLayout) {
        EntityState state = new StateReader(stored).read(storedLayout);
        return storedLayout.fingerprint() == layout.fingerprint()
                ? state
                : new LayoutChange(storedLayout, layout).of(state);
    }

    /** Counts an event, unless it is known or comes too late. */
    public Applied apply(EntityState state, EventFacts event) {
        return state.apply(event, adder, latenessMs);
    }

    /** Returns what the store is to keep of a state with an event. */
    public byte[] encode(EntityState state, long revision) {
        state.forget(latenessMs);
        return new StateWriter().whole(state, revision);
    }

    /** Returns what the store is to be sent of a state with a new event, after which it has the content of {@link #encode}. */
    public StateWrite change(EntityState state, long revision) {
        state.forget(latenessMs);
        return new StateWriter().change(state, revision);
    }

    /** Returns the rows of the views, in the order of the definitions, as of the latest event. {@link #encode} or {@link #change} comes first: they forget what is too old. */
    public List<ComputedRow> rows(EntityState state) {
        Measured measured = new Measurements(state);
        List<ComputedRow> rows = new ArrayList<>(definitions.views().size());
        for (ComputedView computed : definitions.views()) {
            rows.add(row(computed, measured));
        }
        return rows;
    }

    private static ComputedRow row(ComputedView computed, Measured measured) {
        double[] values = new double[computed.expressions().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = computed.expressions().get(i).of(measured);
        }
        return new ComputedRow(computed.view(), measured.nowMs(), values);
    }
}
