package io.voxguard.serving.repository;

import io.voxguard.serving.repository.replicas.Pointer;
import io.voxguard.serving.repository.replicas.PointerFollower;
import io.voxguard.serving.repository.replicas.VersionFetcher;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.serving.repository.versions.VersionFolders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes each model what its pointer and its folders say, and publishes it in the table. Not thread-safe. */
final class ModelUpdater {
    private static final Logger LOG = System.getLogger(ModelUpdater.class.getName());

    private final ModelTable table;
    private final VersionFolders folders;
    private final VersionFetcher fetcher;
    private final PointerFollower pointers;
    private final Function<String, ModelKeeper> newKeeper;
    private final Map<String, ModelKeeper> keepers = new TreeMap<>();
    private final Set<String> unloaded = new HashSet<>();

    /** @param newKeeper makes the keeper of a model that has none */
    ModelUpdater(
            ModelTable table,
            VersionFolders folders,
            VersionFetcher fetcher,
            PointerFollower pointers,
            Function<String, ModelKeeper> newKeeper) {
        this.table = table;
        this.folders = folders;
        this.fetcher = fetcher;
        this.pointers = pointers;
        this.newKeeper = newKeeper;
    }

    /** Returns whether a model is kept, or has a version in the folders. */
    boolean knows(String model) {
        return VersionFolders.isName(model)
                && (keepers.containsKey(model) || !folders.versions(model).isEmpty());
    }

    /** Returns the names of the models that are kept. */
    Set<String> kept() {
        return new TreeSet<>(keepers.keySet());
    }

    /** Lets a model serve again; takes effect with its next refresh. */
    void allow(String model) {
        unloaded.remove(model);
    }

    /** Keeps a model from serving; takes effect with its next refresh. */
    void forbid(String model) {
        unloaded.add(model);
    }

    /**
     * Makes a model what its pointer says. A failure is logged, and leaves the model as it was.
     *
     * @param reload whether versions are loaded again whose files have not changed
     */
    void refresh(String model, boolean reload) {
        Pointer pointer = pointers.of(model);
        ModelKeeper keeper = keepers.computeIfAbsent(model, newKeeper);
        try {
            if (unloaded.contains(model)) {
                table.publish(keeper.unload(pointer));
                return;
            }
            for (String version : pointer.policy().versions()) {
                fetcher.fetchMissing(model, version);
            }
            table.publish(keeper.refresh(pointer, reload));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "Cannot refresh model " + model + "; keeping it as it is", e);
        }
    }

    /** Forgets a model whose folder is gone, unless a version of it still serves. Returns whether it is forgotten. */
    boolean forgetIfGone(String model) {
        ServedModel now = table.get(model);
        boolean gone = now != null && !now.serves() && folders.versions(model).isEmpty();
        if (gone) {
            keepers.remove(model);
            table.remove(model);
        }
        return gone;
    }

    /** Makes new pipelines for all scoring models. */
    void replan() {
        keepers.values().forEach(ModelKeeper::replan);
    }
}
