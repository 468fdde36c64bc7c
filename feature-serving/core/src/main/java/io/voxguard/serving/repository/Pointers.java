package io.voxguard.serving.repository;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the store says of each model, as it was last read; where it says nothing, the policy beside the model's versions. Not thread-safe. */
final class Pointers {
    private static final Logger LOG = System.getLogger(Pointers.class.getName());

    private final VersionFolders folders;
    private final Replicas replicas;
    private Map<String, Pointer> known = new TreeMap<>();

    Pointers(VersionFolders folders, Replicas replicas) {
        this.folders = folders;
        this.replicas = replicas;
    }

    /** Returns false, and leaves them as they were, when the store does not answer. */
    boolean read(Collection<String> models) {
        try {
            known = new TreeMap<>(replicas.pointers(List.copyOf(models), known));
            return true;
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "The pointers stay as they were: {0}", e.getMessage());
            return false;
        }
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    Pointer of(String model) {
        Pointer stored = known.get(model);
        if (stored != null) {
            return stored;
        }
        try {
            return new Pointer(0, Policy.read(folders.of(model)), "");
        } catch (InvalidDocument e) {
            LOG.log(
                    Level.ERROR,
                    "{0}: the policy is not readable, so the newest version serves: {1}",
                    model,
                    e.getMessage());
            return new Pointer(0, new Policy.Latest(), "");
        }
    }

    /** Moves the pointer of all replicas. @throws IllegalStateException when another replica was quicker */
    void move(String model, Policy policy, String previous) throws StoreUnavailable {
        Pointer moved = replicas.move(model, policy, previous)
                .orElseThrow(() -> new IllegalStateException(
                        "another replica changed the policy of " + model + " at the same moment: look, and try again"));
        known.put(model, moved);
    }
}
