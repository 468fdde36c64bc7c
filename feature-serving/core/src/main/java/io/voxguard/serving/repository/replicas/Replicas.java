package io.voxguard.serving.repository.replicas;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What replicas share in the store: pointers, published versions, and the state of each replica. */
public final class Replicas {
    /** A replica that has published nothing for this long is forgotten. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private static final int PARTS = 5;
    /** Fetching the files of a version may take this many times the limit of one answer. */
    private static final int FETCH_LIMITS = 10;

    private final SharedState store;
    private final Duration limit;
    private final Supplier<String> self;

    public Replicas(SharedState store, Duration limit, Supplier<String> self) {
        this.store = store;
        this.limit = limit;
        this.self = self;
    }

    /** Returns the pointers of models that have one. A pointer that is gone, or cannot be parsed, stays as it was before. */
    Map<String, Pointer> pointers(List<String> models, Map<String, Pointer> before) throws StoreUnavailable {
        Map<String, Pointer> pointers = new HashMap<>();
        List<Optional<byte[]>> stored =
                store.get(models.stream().map(Replicas::pointerKey).toList(), limit);
        for (int i = 0; i < models.size(); i++) {
            Optional<byte[]> value = stored.get(i);
            if (value.isEmpty() && before.containsKey(models.get(i))) {
                // a store that was emptied does not undo what was decided
                pointers.put(models.get(i), before.get(models.get(i)));
            } else if (value.isPresent()) {
                try {
                    pointers.put(models.get(i), Pointer.parse(value.get()));
                } catch (InvalidDocument e) {
                    System.getLogger(Replicas.class.getName())
                            .log(
                                    System.Logger.Level.ERROR,
                                    "Cannot parse the pointer of model {0}; keeping the current one: {1}",
                                    models.get(i),
                                    e.getMessage());
                    if (before.containsKey(models.get(i))) {
                        pointers.put(models.get(i), before.get(models.get(i)));
                    }
                }
            }
        }
        return pointers;
    }

    /** Moves a model's pointer. Returns the new pointer; empty if another replica moved it at the same time. */
    Optional<Pointer> move(String model, Policy policy, String previous) throws StoreUnavailable {
        Optional<byte[]> before = store.get(List.of(pointerKey(model)), limit).getFirst();
        long revision = 0;
        if (before.isPresent()) {
            try {
                revision = Pointer.parse(before.get()).revision();
            } catch (InvalidDocument e) {
                revision = 0;
            }
        }
        Pointer next = new Pointer(revision + 1, policy, previous);
        return store.replace(pointerKey(model), before, next.format(), limit) ? Optional.of(next) : Optional.empty();
    }

    /** Puts a published version into a folder, whole or not at all. Returns false if the store does not have the version. */
    boolean fetch(String model, String version, Path folder) throws StoreUnavailable {
        Map<String, byte[]> files =
                store.fields("{models:" + model + "}:v:" + version, limit.multipliedBy(FETCH_LIMITS));
        if (files.isEmpty()) {
            return false;
        }
        Path partial = null;
        try {
            Files.createDirectories(folder.getParent());
            partial = Files.createTempDirectory(folder.getParent(), ".fetching-");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (!VersionFolders.isName(file.getKey())) {
                    throw new InvalidDocument(
                            model + "/" + version + ": expected names of files in the store, got " + file.getKey());
                }
                Files.write(partial.resolve(file.getKey()), file.getValue());
            }
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new InvalidDocument(folder + ": cannot be written: " + e.getMessage(), e);
        } finally {
            if (partial != null) {
                delete(partial, files.keySet());
            }
        }
    }

    /** Deletes what a failed fetch has written. */
    private static void delete(Path partial, Set<String> files) {
        try {
            for (String file : files) {
                if (VersionFolders.isName(file)) {
                    Files.deleteIfExists(partial.resolve(file));
                }
            }
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            System.getLogger(Replicas.class.getName())
                    .log(System.Logger.Level.WARNING, "Cannot delete {0}: {1}", partial, e.getMessage());
        }
    }

    /** Publishes the state of this replica, and removes replicas that have not published theirs for long. */
    public void publish(String model, ReplicaState state) throws StoreUnavailable {
        List<String> gone = new ArrayList<>();
        for (ReplicaState other : all(model)) {
            boolean isSilent = other.seenAtMs() < state.seenAtMs() - FORGOTTEN_AFTER.toMillis();
            if (isSilent && !other.replica().equals(self.get())) {
                gone.add(other.replica());
            }
        }
        String value = String.join(
                "|",
                Long.toString(state.revision()),
                state.serving(),
                state.state(),
                state.reason().replace('|', '/'),
                Long.toString(state.seenAtMs()));
        store.put(replicasKey(model), self.get(), value.getBytes(StandardCharsets.UTF_8), gone, limit);
    }

    /** Returns the state that each replica has published of a model. */
    public List<ReplicaState> all(String model) throws StoreUnavailable {
        List<ReplicaState> states = new ArrayList<>();
        store.fields(replicasKey(model), limit).forEach((replica, value) -> {
            String[] parts = new String(value, StandardCharsets.UTF_8).split("\\|", -1);
            if (parts.length == PARTS) {
                try {
                    states.add(new ReplicaState(
                            replica, Long.parseLong(parts[0]), parts[1], parts[2], parts[3], Long.parseLong(parts[4])));
                } catch (NumberFormatException e) {
                    System.getLogger(Replicas.class.getName())
                            .log(
                                    System.Logger.Level.WARNING,
                                    "Cannot parse the state of replica {0} of model {1}",
                                    replica,
                                    model);
                }
            }
        });
        return states;
    }

    private static String pointerKey(String model) {
        return "{models:" + model + "}:cur";
    }

    private static String replicasKey(String model) {
        return "{models:" + model + "}:replicas";
    }
}
