package io.voxguard.serving.repository;

import io.voxguard.serving.repository.replicas.Pointer;
import io.voxguard.serving.repository.replicas.PointerFollower;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.VersionFetcher;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.store.StoreUnavailable;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads, unloads, changes policies and rolls back, as people ask for it. Not thread-safe. */
final class ModelAdmin {
    private final ModelTable table;
    private final VersionFolders folders;
    private final VersionFetcher fetcher;
    private final PointerFollower pointers;
    private final ModelUpdater updater;
    private final ReplicaReporter reporter;

    ModelAdmin(
            ModelTable table,
            VersionFolders folders,
            VersionFetcher fetcher,
            PointerFollower pointers,
            ModelUpdater updater,
            ReplicaReporter reporter) {
        this.table = table;
        this.folders = folders;
        this.fetcher = fetcher;
        this.pointers = pointers;
        this.updater = updater;
        this.reporter = reporter;
    }

    /** Loads a model's versions again from their folders. Returns why no version serves; empty if one does. */
    Optional<String> load(String model) {
        checkKnown(model);
        updater.allow(model);
        readPointers(model);
        updater.refresh(model, true);
        reporter.report();
        ServedModel now = table.get(model);
        if (now == null) {
            return Optional.of("no such model");
        }
        return now.serves() ? Optional.empty() : Optional.of(now.reason());
    }

    /** Serves no version of a model until it is loaded; requests in flight are answered. */
    void unload(String model) {
        checkKnown(model);
        updater.forbid(model);
        updater.refresh(model, false);
        reporter.report();
    }

    /** Moves the pointer of all replicas, and follows it here. @throws UnknownVersion if a version of the policy exists nowhere */
    void choose(String model, Policy policy) throws StoreUnavailable {
        checkKnown(model);
        catchUp(model);
        for (String version : policy.versions()) {
            if (!fetcher.fetch(model, version)) {
                throw new UnknownVersion(model, version);
            }
        }
        move(model, policy, serving(table.get(model)));
    }

    /** Pins the version that {@link ModelRepository#rollBack} describes; returns it, or empty if there is no such version. */
    Optional<String> rollBack(String model) throws StoreUnavailable {
        checkKnown(model);
        catchUp(model);
        Optional<String> target = rollbackTarget(model, pointers.of(model));
        if (target.isPresent()) {
            move(model, new Policy.Pinned(target.get()), "");
        }
        return target;
    }

    private void move(String model, Policy policy, String previous) throws StoreUnavailable {
        pointers.move(model, policy, previous);
        updater.refresh(model, false);
        reporter.report();
    }

    /** Returns the version that answers now if the pointer names another or a second one; else the one that answered before; else the next older one. */
    private Optional<String> rollbackTarget(String model, Pointer pointer) throws StoreUnavailable {
        ServedModel now = table.get(model);
        String serving = serving(now);
        boolean pointsElsewhere =
                switch (pointer.policy()) {
                    case Policy.Latest latest -> false;
                    case Policy.Pinned pinned -> !pinned.version().equals(serving);
                    case Policy.Canary canary -> true;
                    case Policy.Shadow shadow -> true;
                };
        if (pointsElsewhere && !serving.isEmpty()) {
            return Optional.of(serving);
        }
        String previous = pointer.previous();
        if (!previous.isEmpty() && !previous.equals(serving) && fetcher.fetch(model, previous)) {
            return Optional.of(previous);
        }
        return nextOlder(model, serving, now == null ? Set.of() : now.refused().keySet());
    }

    private Optional<String> nextOlder(String model, String serving, Set<String> refused) {
        return folders.versions(model).keySet().stream()
                .dropWhile(version -> !version.equals(serving))
                .skip(1)
                .filter(version -> !refused.contains(version))
                .findFirst();
    }

    private static String serving(@Nullable ServedModel model) {
        return model == null ? "" : model.serving();
    }

    private void checkKnown(String model) {
        if (!updater.knows(model)) {
            throw new UnknownVersion(model, "");
        }
    }

    /** Follows a pointer that another replica has moved since the last poll; leaves everything else as it is, also what has appeared in the folders. */
    private void catchUp(String model) {
        readPointers(model);
        ServedModel now = table.get(model);
        if (now == null || now.pointer().revision() != pointers.of(model).revision()) {
            updater.refresh(model, false);
        }
    }

    private void readPointers(String model) {
        Set<String> models = updater.kept();
        models.add(model);
        pointers.read(models);
    }
}
