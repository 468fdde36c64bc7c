package io.voxguard.serving.repository;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.model.ModelFault;
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
 * Keeps the versions of one model loaded that its policy names, and the newest good ones beside them. A version that cannot be loaded changes nothing: what was
 * loaded before goes on. Not thread-safe: the repository's one thread works on it.
 */
final class ModelKeeper {
    private final String name;
    private final VersionFolders folders;
    private final VersionLoader loader;
    private final RepositorySettings settings;
    private final RepositoryEvents events;
    private final ShadowStats shadow = new ShadowStats();
    private final Map<String, Refused> refused = new TreeMap<>(VersionOrder.OLDEST_FIRST.reversed());
    private Map<String, LoadedVersion> loaded = new LinkedHashMap<>();
    private @Nullable Gate gate;
    private @Nullable LoadedVersion stable;

    private record Refused(String fingerprint, String why) {}

    ModelKeeper(
            String name,
            VersionFolders folders,
            VersionLoader loader,
            RepositorySettings settings,
            RepositoryEvents events) {
        this.name = name;
        this.folders = folders;
        this.loader = loader;
        this.settings = settings;
        this.events = events;
    }

    /** What is served next, and what is to be retired once that is known to all. */
    record Change(ServedModel served, List<LoadedVersion> retired) {}

    /**
     * Looks at the folders and loads what has changed.
     *
     * @param anew whether versions are loaded again whose files have not changed
     */
    Change refresh(Pointer pointer, boolean anew) {
        Map<String, Path> there = folders.versions(name);
        Map<String, LoadedVersion> next = new LinkedHashMap<>();
        refused.keySet().retainAll(there.keySet());
        Set<String> tried = new LinkedHashSet<>();
        int good = 0;
        for (String version : there.keySet()) {
            boolean named = pointer.policy().versions().contains(version);
            if ((named || good < settings.keep()) && tried.add(version)) {
                LoadedVersion one = version(version, there.get(version), anew, next.values());
                if (one != null) {
                    next.put(version, one);
                    good++;
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
        tellServing(before);
        return new Change(served(pointer, there, false), retired);
    }

    /** Serves nothing until it is told to load. */
    Change unload(Pointer pointer) {
        List<LoadedVersion> retired = List.copyOf(loaded.values());
        LoadedVersion before = stable;
        loaded = new LinkedHashMap<>();
        stable = null;
        tellServing(before);
        return new Change(served(pointer, Map.of(), true), retired);
    }

    /** Makes the roads anew, and gives versions another chance that lacked features. */
    void replan() {
        refused.clear();
        for (LoadedVersion version : loaded.values()) {
            try {
                loader.replan(version);
            } catch (InvalidDocument e) {
                events.refused(name, version.version(), "goes on with the views as they were: " + e.getMessage());
            }
        }
    }

    private @Nullable LoadedVersion version(
            String version, Path folder, boolean anew, Collection<LoadedVersion> beside) {
        LoadedVersion before = loaded.get(version);
        String fingerprint = VersionFolders.fingerprint(folder);
        Refused known = refused.get(version);
        boolean unchanged = before != null && before.fingerprint().equals(fingerprint);
        boolean hopeless = known != null && known.fingerprint().equals(fingerprint);
        if (!anew && (unchanged || hopeless)) {
            return before;
        }
        long start = System.nanoTime();
        try {
            LoadedVersion fresh = loader.load(name, version, folder);
            boolean otherKind = stable != null && stable.scores() != fresh.scores()
                    || beside.stream().anyMatch(other -> other.scores() != fresh.scores());
            if (otherKind) {
                fresh.retire();
                throw new ModelFault(name + "/" + version + ": expected the kind of the other versions");
            }
            refused.remove(version);
            events.loaded(name, version, System.nanoTime() - start);
            return fresh;
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            // whatever is wrong with one version is its own affair
            String why = e instanceof ModelFault || e instanceof InvalidDocument
                    ? String.valueOf(e.getMessage())
                    : e.toString();
            refused.put(version, new Refused(fingerprint, why));
            events.refused(name, version, why);
            return before;
        }
    }

    /** What the policy says; where that is not to be had, what served last; where nothing did, the newest good one. */
    private @Nullable LoadedVersion stable(Pointer pointer, Map<String, LoadedVersion> next) {
        List<String> named = pointer.policy().versions();
        LoadedVersion wanted = named.isEmpty() ? null : next.get(named.getFirst());
        if (wanted != null) {
            return wanted;
        }
        LoadedVersion last = stable;
        LoadedVersion lastAsItIsNow = last == null ? null : next.getOrDefault(last.version(), last);
        LoadedVersion newest = next.values().stream().findFirst().orElse(null);
        return named.isEmpty() && newest != null || lastAsItIsNow == null ? newest : lastAsItIsNow;
    }

    private ServedModel served(Pointer pointer, Map<String, Path> there, boolean unloaded) {
        Map<String, String> reasons = new TreeMap<>(VersionOrder.OLDEST_FIRST.reversed());
        refused.forEach((version, why) -> reasons.put(version, why.why()));
        List<String> named = pointer.policy().versions();
        for (String version : named) {
            if (!unloaded && !there.containsKey(version)) {
                reasons.put(version, "the policy names it; it is neither in the folder nor in the store");
            }
        }
        LoadedVersion candidate = named.size() == 2 ? loaded.get(named.getLast()) : null;
        return new ServedModel(name, gate(), pointer, loaded, reasons, stable, candidate, unloaded, shadow);
    }

    private Gate gate() {
        Gate now = gate;
        if (now == null || stable != null && !now.limits().equals(limits(stable))) {
            now = new Gate(stable == null ? settings.scoring() : limits(stable));
            gate = now;
        }
        return now;
    }

    private GateLimits limits(LoadedVersion version) {
        GateLimits otherwise = version.scores() ? settings.scoring() : settings.plain();
        return version.model().artifact().limits().orElse(otherwise);
    }

    private void tellServing(@Nullable LoadedVersion before) {
        String was = before == null ? "" : before.version();
        String is = stable == null ? "" : stable.version();
        if (!Objects.equals(was, is)) {
            events.serving(name, is, was);
        }
    }
}
