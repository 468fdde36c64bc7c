package io.voxguard.serving.repository.replicas;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pointers of the models as the store last gave them; for a model without one, the policy beside its versions. Not thread-safe. */
public final class PointerFollower {
    private static final Logger LOG = System.getLogger(PointerFollower.class.getName());
    /** Between two attempts to reach the store at start. */
    private static final Backoff PAUSE = Backoff.fixed(Duration.ofMillis(5));

    private final VersionFolders folders;
    private final Replicas replicas;
    private final Ticker ticker;
    private Map<String, Pointer> known = new TreeMap<>();

    public PointerFollower(VersionFolders folders, Replicas replicas, Ticker ticker) {
        this.folders = folders;
        this.replicas = replicas;
        this.ticker = ticker;
    }

    /** Reads the pointers of models. Returns false, and keeps those that it has, if the store does not answer. */
    public boolean read(Collection<String> models) {
        try {
            known = new TreeMap<>(replicas.pointers(List.copyOf(models), known));
            return true;
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "Cannot read the pointers of models; keeping the current ones: {0}", e.getMessage());
            return false;
        }
    }

    /**
     * Reads the pointers, again and again until the store answers or the limit has passed. The store is being connected to while models load; a replica that served
     * by its folder until the next poll could answer by a version that was rolled back.
     *
     * @return whether any model has a pointer
     */
    public boolean readWithin(Duration limit, Collection<String> models) {
        long start = ticker.nanos();
        try {
            while (!read(models)) {
                if (ticker.nanos() - start > limit.toNanos()) {
                    LOG.log(
                            Level.WARNING,
                            "Cannot read from the store which versions serve; following the folder's policies until it answers");
                    return false;
                }
                PAUSE.pause(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !known.isEmpty();
    }

    public Pointer of(String model) {
        Pointer stored = known.get(model);
        if (stored != null) {
            return stored;
        }
        try {
            return new Pointer(0, Policy.read(folders.of(model)), "");
        } catch (InvalidDocument e) {
            LOG.log(
                    Level.ERROR,
                    "Cannot read the policy of model {0}; serving its newest version: {1}",
                    model,
                    e.getMessage());
            return new Pointer(0, new Policy.Latest(), "");
        }
    }

    /** Moves the pointer of all replicas. @throws IllegalStateException if another replica moved it at the same time */
    public void move(String model, Policy policy, String previous) throws StoreUnavailable {
        Pointer moved = replicas.move(model, policy, previous)
                .orElseThrow(() -> new IllegalStateException(
                        "another replica changed the policy of " + model + " at the same moment: look, and try again"));
        known.put(model, moved);
    }
}
