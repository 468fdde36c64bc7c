package io.voxguard.featureupdate.update;

import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.featureupdate.definition.CallEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A caller, callee or trunk. */
record EntityKey(EntityKind kind, String name) {
    /** Returns those of an event. */
    static List<EntityKey> of(CallEvent event) {
        List<EntityKey> entities = new ArrayList<>(3);
        entities.add(new EntityKey(EntityKind.CALLER, event.caller()));
        entities.add(new EntityKey(EntityKind.CALLEE, event.callee()));
        if (event.trunk() != null) {
            entities.add(new EntityKey(EntityKind.TRUNK, event.trunk()));
        }
        return entities;
    }

    // a record's own methods are slower, and these are called for each entity of each event several times

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityKey key && kind == key.kind && name.equals(key.name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.ordinal();
    }

    /** Returns the key of its state: {@code fs:{<entity>}:<kind>}, in the slot of its rows. */
    byte[] state() {
        return ("fs:{" + name + "}:" + kind.name().toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
    }
}
