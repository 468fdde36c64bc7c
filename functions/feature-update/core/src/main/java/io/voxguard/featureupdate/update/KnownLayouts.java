package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.window.EntityFeatures;
import io.voxguard.featureupdate.window.MalformedState;
import io.voxguard.featureupdate.window.StateLayout;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Looks for the layouts of stored states that are not known. */
    void look(List<byte[]> stored) throws StoreUnavailable {
        Set<Integer> wanted = new HashSet<>();
        for (byte[] state : stored) {
            try {
                wanted.add(EntityFeatures.fingerprint(state));
            } catch (MalformedState e) {
                // reported where it is read
            }
        }
        wanted.removeAll(known.keySet());
        if (wanted.isEmpty()) {
            return;
        }
        List<Integer> fingerprints = List.copyOf(wanted);
        List<Optional<byte[]>> texts =
                store.get(fingerprints.stream().map(KnownLayouts::key).toList(), limit);
        for (int i = 0; i < fingerprints.size(); i++) {
            int fingerprint = fingerprints.get(i);
            texts.get(i)
                    .flatMap(text -> StateLayout.parse(new String(text, StandardCharsets.UTF_8)))
                    .filter(parsed -> parsed.fingerprint() == fingerprint)
                    .ifPresent(parsed -> known.put(fingerprint, parsed));
        }
    }

    /** Returns the layout with a fingerprint; empty if it was not found, or this version does not know all of it. */
    Optional<StateLayout> of(int fingerprint) {
        return Optional.ofNullable(known.get(fingerprint));
    }

    private static String key(int fingerprint) {
        return PREFIX + Integer.toHexString(fingerprint);
    }
}
