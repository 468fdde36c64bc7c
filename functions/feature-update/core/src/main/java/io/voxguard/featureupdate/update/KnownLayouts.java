package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.window.StateLayout;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Layouts of stored states by their fingerprint, which the store keeps so that states of earlier definitions can be read. Thread-safe. */
final class KnownLayouts {
    private static final String PREFIX = "fs:layout:";

    private final SharedState store;
    private final Duration limit;
    private final Map<Integer, StateLayout> known = new ConcurrentHashMap<>();

    KnownLayouts(SharedState store, Duration limit) {
        this.store = store;
        this.limit = limit;
    }

    /** Returns the key of a layout. It must be in the store before a state is written in it. */
    static byte[] keyOf(StateLayout layout) {
        return key(layout.fingerprint()).getBytes(StandardCharsets.UTF_8);
    }

    /** Keeps a layout in the store, unless it is there. */
    void keep(StateLayout layout) throws StoreUnavailable {
        store.replace(
                key(layout.fingerprint()), Optional.empty(), layout.text().getBytes(StandardCharsets.UTF_8), limit);
        known.put(layout.fingerprint(), layout);
    }

    /** Returns the layout with a fingerprint; empty if the store does not have it, or this version does not know all of it. */
    Optional<StateLayout> of(int fingerprint) throws StoreUnavailable {
        StateLayout layout = known.get(fingerprint);
        if (layout != null) {
            return Optional.of(layout);
        }
        Optional<StateLayout> stored = store.get(List.of(key(fingerprint)), limit)
                .getFirst()
                .flatMap(text -> StateLayout.parse(new String(text, StandardCharsets.UTF_8)))
                .filter(parsed -> parsed.fingerprint() == fingerprint);
        stored.ifPresent(parsed -> known.put(fingerprint, parsed));
        return stored;
    }

    private static String key(int fingerprint) {
        return PREFIX + Integer.toHexString(fingerprint);
    }
}
