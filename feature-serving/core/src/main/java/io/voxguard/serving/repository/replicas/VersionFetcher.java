package io.voxguard.serving.repository.replicas;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Fetches versions from the store that the folders do not have. Not thread-safe. */
public final class VersionFetcher {
    private static final Logger LOG = System.getLogger(VersionFetcher.class.getName());
    /** Pause after an attempt of {@link #fetchMissing}, whatever came of it. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final VersionFolders folders;
    private final Replicas replicas;
    private final InstantSource clock;
    /** By version, the time in Unix milliseconds before which it is not fetched again. */
    private final Map<String, Long> notBeforeMs = new TreeMap<>();

    public VersionFetcher(VersionFolders folders, Replicas replicas, InstantSource clock) {
        this.folders = folders;
        this.replicas = replicas;
        this.clock = clock;
    }

    /** Returns whether a version is in the folders, after fetching it if it was not. */
    public boolean fetch(String model, String version) throws StoreUnavailable {
        if (!folders.has(model, version)) {
            fetchNow(model, version);
        }
        return folders.has(model, version);
    }

    /** Fetches a version that the folders do not have, unless that was tried a short time ago. A failure is logged. */
    public void fetchMissing(String model, String version) {
        String name = model + "/" + version;
        long nowMs = clock.millis();
        if (folders.has(model, version) || nowMs < notBeforeMs.getOrDefault(name, 0L)) {
            return;
        }
        notBeforeMs.values().removeIf(notBefore -> notBefore <= nowMs);
        notBeforeMs.put(name, nowMs + RETRY_AFTER.toMillis());
        try {
            fetchNow(model, version);
        } catch (StoreUnavailable | InvalidDocument e) {
            LOG.log(Level.WARNING, "Cannot fetch {0} from the store: {1}", name, e.getMessage());
        }
    }

    private void fetchNow(String model, String version) throws StoreUnavailable {
        var folder = folders.fetched(model, version);
        if (!Files.exists(folder) && replicas.fetch(model, version, folder)) {
            LOG.log(Level.INFO, "Fetched {0}/{1} from the store", model, version);
        }
    }
}
