package io.voxguard.serving.repository;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.repository.replicas.Pointer;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.serving.repository.served.ShadowStats;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.serving.repository.versions.VersionLoader;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps loaded the versions of one model that its policy names, and the newest sound ones beside them. A version that cannot be loaded changes nothing: the
 * version that was loaded before goes on serving. Not thread-safe: used by the repository's thread.
 */
final class ModelKeeper {
    private final String name;
    private final VersionFolders folders;
    private final VersionLoader loader;
    private final RepositorySettings settings;
    private final RepositoryEvents events;
    private final Ticker ticker;
    private final ShadowStats shadow = new ShadowStats();
    private final Map<String, Refused> refused = new TreeMap<>(VersionFolders.NEWEST_FIRST);
    private Map<String, LoadedVersion> loaded = new LinkedHashMap<>();
    private @Nullable Gate gate;
    private @Nullable LoadedVersion stable;

    private record Refused(String fingerprint, String why) {}

    ModelKeeper(
            String name,
            VersionFolders folders,
            VersionLoader loader,
            RepositorySettings settings,
            RepositoryEvents events,
            Ticker ticker) {
        this.name = name;
        this.folders = folders;
        this.loader = loader;
        this.settings = settings;
        this.events = events;
        this.ticker = ticker;
    }

    /** What the model becomes, and the versions to retire once requests see it. */
    record Change(ServedModel served, List<LoadedVersion> retired) {}

    /**
     * Loads what has changed in the folders.
     *
     * @param reload whether versions are loaded again whose files have not changed
     */
    Change refresh(Pointer pointer, boolean reload) {
        Map<String, Path> available = folders.versions(name);
        Map<String, LoadedVersion> next = new LinkedHashMap<>();
        refused.keySet().retainAll(available.keySet());
        Set<String> tried = new LinkedHashSet<>();
        int sound = 0;
        for (String version : available.keySet()) {
            boolean named = pointer.policy().versions().contains(version);
            if ((named || sound < settings.keep()) && tried.add(version)) {
                LoadedVersion kept = version(version, available.get(version), reload, next.values());
                if (kept != null) {
                    next.put(version, kept);
                    sound++;
                }
            }
        }
        LoadedVersion before = stable;
        stable = stable(pointer, next);
        if (stable != null) {
            next.putIfAbsent(stable.version(), stable);
        }
        List<LoadedVersion> retired = new ArrayList<>();
        for (LoadedVersion old : loaded.values()) {
            if (!next.containsValue(old)) {
                retired.add(old);
            }
        }
        loaded = next;
        reportServing(before);
        return new Change(served(pointer, available, false), retired);
    }

    /** Serves no version until the next refresh. */
    Change unload(Pointer pointer) {
        List<LoadedVersion> retired = List.copyOf(loaded.values());
        LoadedVersion before = stable;
        loaded = new LinkedHashMap<>();
        stable = null;
        reportServing(before);
        return new Change(served(pointer, Map.of(), true), retired);
    }

    /** Makes new pipelines, and lets versions be tried again that lacked features. */
    void replan() {
        refused.clear();
        for (LoadedVersion version : loaded.values()) {
            try {
                loader.replan(version);
            } catch (InvalidDocument e) {
                events.refused(name, version.version(), "keeps the former feature views: " + e.getMessage());
            }
        }
    }

    private @Nullable LoadedVersion version(
            String version, Path folder, boolean reload, Collection<LoadedVersion> beside) {
        LoadedVersion before = loaded.get(version);
        String fingerprint = VersionFolders.fingerprint(folder);
        Refused known = refused.get(version);
        boolean unchanged = before != null && before.fingerprint().equals(fingerprint);
        boolean refusedBefore = known != null && known.fingerprint().equals(fingerprint);
        if (!reload && (unchanged || refusedBefore)) {
            return before;
        }
        try {
            LoadedVersion fresh = loader.load(name, version, folder);
            boolean otherKind = stable != null && stable.scores() != fresh.scores()
                    || beside.stream().anyMatch(other -> other.scores() != fresh.scores());
            if (otherKind) {
                fresh.retire();
                throw new ModelFault(name + "/" + version + ": expected the kind of the other versions");
            }
            refused.remove(version);
            events.loaded(name, version, fresh.loadNanos());
            return fresh;
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            // whatever is wrong with one version, the others serve
            String why = e instanceof ModelFault || e instanceof InvalidDocument
                    ? String.valueOf(e.getMessage())
                    : e.toString();
            refused.put(version, new Refused(fingerprint, why));
            events.refused(name, version, why);
            return before;
        }
    }

    /** Returns the version that the policy names; if that is not loaded, the one that served last; if there is none, the newest sound one. */
    private @Nullable LoadedVersion stable(Pointer pointer, Map<String, LoadedVersion> next) {
        List<String> named = pointer.policy().versions();
        LoadedVersion wanted = named.isEmpty() ? null : next.get(named.getFirst());
        if (wanted != null) {
            return wanted;
        }
        LoadedVersion last = stable;
        LoadedVersion lastOrReloaded = last == null ? null : next.getOrDefault(last.version(), last);
        LoadedVersion newest = next.values().stream().findFirst().orElse(null);
        return named.isEmpty() && newest != null || lastOrReloaded == null ? newest : lastOrReloaded;
    }

    private ServedModel served(Pointer pointer, Map<String, Path> available, boolean unloaded) {
        Map<String, String> reasons = new TreeMap<>(VersionFolders.NEWEST_FIRST);
        refused.forEach((version, why) -> reasons.put(version, why.why()));
        List<String> named = pointer.policy().versions();
        for (String version : named) {
            if (!unloaded && !available.containsKey(version)) {
                reasons.put(version, "the policy names it; it is neither in the folder nor in the store");
            }
        }
        LoadedVersion candidate = named.size() == 2 ? loaded.get(named.getLast()) : null;
        return new ServedModel(name, gate(), pointer, loaded, reasons, stable, candidate, unloaded, shadow);
    }

    private Gate gate() {
        Gate now = gate;
        if (now == null || stable != null && !now.limits().equals(limits(stable))) {
            now = new Gate(stable == null ? settings.scoring() : limits(stable), ticker);
            gate = now;
        }
        return now;
    }

    private GateLimits limits(LoadedVersion version) {
        GateLimits otherwise = version.scores() ? settings.scoring() : settings.plain();
        return version.model().artifact().limits().orElse(otherwise);
    }

    private void reportServing(@Nullable LoadedVersion before) {
        String was = before == null ? "" : before.version();
        String is = stable == null ? "" : stable.version();
        if (!Objects.equals(was, is)) {
            events.serving(name, is, was);
        }
    }
}
