package io.voxguard.serving.repository;

import io.voxguard.serving.repository.replicas.PointerFollower;
import io.voxguard.serving.repository.versions.VersionFolders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.TreeSet;

/** Compares all models with their folders and pointers, and updates those that have changed. Not thread-safe. */
final class ModelPoller {
    private static final Logger LOG = System.getLogger(ModelPoller.class.getName());

    private final VersionFolders folders;
    private final PointerFollower pointers;
    private final ModelUpdater updater;
    private final ReplicaReporter reporter;

    ModelPoller(VersionFolders folders, PointerFollower pointers, ModelUpdater updater, ReplicaReporter reporter) {
        this.folders = folders;
        this.pointers = pointers;
        this.updater = updater;
        this.reporter = reporter;
    }

    void poll() {
        poll(Level.DEBUG);
    }

    /**
     * Polls once. A failure of one model does not keep the others from being updated.
     *
     * @param level at which an unreachable store is logged
     */
    void poll(Level level) {
        try {
            Set<String> models = new TreeSet<>(updater.kept());
            models.addAll(folders.models());
            pointers.read(models);
            for (String model : models) {
                if (!updater.forgetIfGone(model)) {
                    updater.refresh(model, false);
                }
            }
            reporter.report(level);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "Cannot refresh models; keeping the current ones", e);
        }
    }
}
