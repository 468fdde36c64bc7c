package io.voxguard.serving.repository;

import io.voxguard.serving.document.InvalidDocument;
import io.voxguard.serving.model.ModelTrust;
import io.voxguard.serving.pipeline.ScoringPipeline;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The models that are served, and how they change while they serve. Folders and pointers are looked at again and again; whatever changes is done by one
 * thread, and seen by requests at once as another {@link ServedModel}. A version that was replaced is closed when the last request that uses it is done.
 */
public final class ModelRepository implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ModelRepository.class.getName());
    /** Between two tries to reach the store at start. */
    private static final long PAUSE_MS = 5;
    /** What has not changed is said again after this long: well before a replica is forgotten. */
    private static final long AGAIN_MS = 10_000;

    private final RepositorySettings settings;
    private final VersionFolders folders;
    private final VersionLoader loader;
    private final Replicas replicas;
    private final RepositoryEvents events;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor thread;
    private final Map<String, ModelKeeper> keepers = new TreeMap<>();
    private final Map<String, Pointer> pointers = new TreeMap<>();
    private final Map<String, ReplicaState> told = new TreeMap<>();
    private final Set<String> unloaded = new HashSet<>();
    private volatile Map<String, ServedModel> served = Map.of();

    /** Loads what the folder has; returns once every model has been tried. */
    public ModelRepository(
            RepositorySettings settings, ModelTrust trust, Roads roads, SharedState store, RepositoryEvents events) {
        this.settings = settings;
        this.folders = new VersionFolders(settings.models(), settings.fetched());
        this.events = events;
        this.replicas = new Replicas(store, settings.storeLimit(), settings.replica());
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("models").daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.loader = new VersionLoader(trust, roads, this::closing);
        await(() -> {
            lookAgain(true);
            followPointersAtStart();
            return null;
        });
        if (!settings.poll().isZero()) {
            long nanos = settings.poll().toNanos();
            thread.scheduleWithFixedDelay(() -> lookAgain(false), nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** The models that are known, by name, as they are served now. */
    public List<ModelView> models() {
        return served.values().stream().map(ModelView::of).toList();
    }

    /** A model as it is served now; empty where none of that name is known. */
    public Optional<ModelView> model(String name) {
        return Optional.ofNullable(served.get(name)).map(ModelView::of);
    }

    /** Whether a model of that name is known, and whether it serves. */
    public boolean knows(String model) {
        return served.containsKey(model);
    }

    public boolean serves(String model) {
        ServedModel now = served.get(model);
        return now != null && now.stable() != null;
    }

    /** Whether a model of that name is known that calls can be scored by; also one that does not serve now, of which the kind is not known. */
    public boolean scores(String model) {
        ServedModel now = served.get(model);
        return now != null && (now.stable() == null || now.stable().scores());
    }

    /** By output of a version that holds a column a class, the classes. */
    public Map<String, List<String>> classes(String model, String version) {
        ServedModel now = served.get(model);
        LoadedVersion loaded = now == null ? null : now.loaded().get(version);
        return loaded == null ? Map.of() : loaded.description().classes();
    }

    /** The models that score calls now. */
    public List<String> scoring() {
        return served.values().stream()
                .filter(model -> model.stable() != null && model.stable().scores())
                .map(ServedModel::name)
                .toList();
    }

    /** A road of the version of a scoring model that answers now, which leaves no trace. For warming up: it may be closed under way. */
    public Optional<ScoringPipeline> rehearsal(String model) {
        ServedModel now = served.get(model);
        LoadedVersion stable = now == null ? null : now.stable();
        return stable == null || !stable.scores()
                ? Optional.empty()
                : Optional.of(stable.pipelines().quiet());
    }

    @Nullable
    ServedModel served(String model) {
        return served.get(model);
    }

    /** Reads the folder now, and loads anew what is there. Gives why nothing serves; empty: something does. */
    public CompletionStage<Optional<String>> load(String model) {
        return submit(() -> {
            known(model);
            unloaded.remove(model);
            Pointer pointer = pointer(model);
            refresh(model, pointer, true);
            tell(false);
            ServedModel now = served.get(model);
            return now == null || now.stable() == null
                    ? Optional.of(now == null ? "no such model" : now.whyNot())
                    : Optional.<String>empty();
        });
    }

    /** Serves no version of it until it is loaded. Requests that are in it are answered. */
    public CompletionStage<Void> unload(String model) {
        return submit(() -> {
            ModelKeeper keeper = known(model);
            unloaded.add(model);
            publish(model, keeper.unload(pointers.getOrDefault(model, fallback(model))));
            tell(false);
            return null;
        });
    }

    /** Moves the pointer of all replicas, and this one before it returns. */
    public CompletionStage<Void> choose(String model, Policy policy) {
        return submit(() -> {
            known(model);
            for (String version : policy.versions()) {
                fetchWhereMissing(model, version);
                if (!folders.versions(model).containsKey(version)) {
                    throw new UnknownVersion(model, version);
                }
            }
            move(model, policy);
            refresh(model, pointers.getOrDefault(model, fallback(model)), false);
            tell(false);
            return null;
        });
    }

    /** Ends a canary or shadow; else goes back to the version that answered before. Gives the version; empty when there is none to go back to. */
    public CompletionStage<Optional<String>> rollBack(String model) {
        return submit(() -> {
            known(model);
            Pointer pointer = pointer(model);
            ServedModel now = served.get(model);
            String target = now == null ? "" : before(now, pointer);
            if (target.isEmpty()) {
                return Optional.<String>empty();
            }
            move(model, new Policy.Pinned(target));
            refresh(model, pointers.getOrDefault(model, fallback(model)), false);
            tell(false);
            return Optional.of(target);
        });
    }

    private static String before(ServedModel now, Pointer pointer) {
        String serving = now.stable() == null ? "" : now.stable().version();
        if (pointer.policy().versions().size() == 2) {
            return serving;
        }
        if (!pointer.previous().isEmpty() && !pointer.previous().equals(serving)) {
            return pointer.previous();
        }
        boolean older = false;
        for (String version : now.loaded().keySet()) {
            if (older) {
                return version;
            }
            older = version.equals(serving);
        }
        return "";
    }

    private void move(String model, Policy policy) throws StoreUnavailable {
        ServedModel now = served.get(model);
        String previous =
                now == null || now.stable() == null ? "" : now.stable().version();
        Pointer moved = replicas.move(model, policy, previous)
                .orElseThrow(() -> new IllegalStateException(
                        "another replica changed the policy of " + model + " at the same moment: look, and try again"));
        pointers.put(model, moved);
    }

    /** Makes the roads of all scoring models anew: the feature views have changed. */
    public void replan() {
        submit(() -> {
            keepers.values().forEach(ModelKeeper::replan);
            lookAgain(true);
            return null;
        });
    }

    /** What each replica has said of a model; what is known here when the store does not answer. */
    public CompletionStage<List<ReplicaState>> replicas(String model) {
        return submit(() -> {
            try {
                return replicas.all(model);
            } catch (StoreUnavailable e) {
                ServedModel now = served.get(model);
                return now == null ? List.<ReplicaState>of() : List.of(state(now));
            }
        });
    }

    private ModelKeeper known(String model) {
        if (!VersionFolders.isName(model)
                || !keepers.containsKey(model) && folders.versions(model).isEmpty()) {
            throw new UnknownVersion(model, "");
        }
        return keeper(model);
    }

    private ModelKeeper keeper(String model) {
        return keepers.computeIfAbsent(model, name -> new ModelKeeper(name, folders, loader, settings, events));
    }

    /** One look at folders and pointers. Whatever is wrong with one model is told, and does not keep the others from it. */
    private void lookAgain(boolean first) {
        try {
            List<String> models = new ArrayList<>(keepers.keySet());
            folders.models().stream().filter(name -> !models.contains(name)).forEach(models::add);
            readPointers(models);
            for (String model : models) {
                if (!unloaded.contains(model) && !forgotten(model)) {
                    refresh(model, pointers.getOrDefault(model, fallback(model)), false);
                }
            }
            tell(first);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The models stay as they are", e);
        }
    }

    /** A model whose folder is gone is forgotten, unless a version of it still serves. */
    private boolean forgotten(String model) {
        ServedModel now = served.get(model);
        boolean gone =
                now != null && now.stable() == null && folders.versions(model).isEmpty();
        if (gone) {
            keepers.remove(model);
            Map<String, ServedModel> next = new TreeMap<>(served);
            next.remove(model);
            served = Collections.unmodifiableMap(next);
        }
        return gone;
    }

    /**
     * The store is being connected to while the models load. A replica that served by its folder until the next look could answer by a version that was
     * rolled back: so it waits for the pointers, for as long as one answer of the store may take.
     */
    private void followPointersAtStart() {
        long end = System.nanoTime() + settings.storeLimit().toNanos();
        try {
            while (!readPointers(List.copyOf(served.keySet()))) {
                if (System.nanoTime() > end) {
                    LOG.log(
                            Level.WARNING,
                            "The store does not say which versions serve: the folder's policies hold until it does");
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!pointers.isEmpty()) {
            lookAgain(true);
        }
    }

    /** Returns false, and leaves them as they were, when the store does not answer. */
    private boolean readPointers(List<String> models) {
        try {
            Map<String, Pointer> now = replicas.pointers(models, pointers);
            pointers.clear();
            pointers.putAll(now);
            return true;
        } catch (StoreUnavailable e) {
            LOG.log(Level.DEBUG, "The pointers stay as they were: {0}", e.getMessage());
            return false;
        }
    }

    private Pointer pointer(String model) {
        readPointers(List.copyOf(union(model)));
        return pointers.getOrDefault(model, fallback(model));
    }

    private Set<String> union(String model) {
        Set<String> all = new HashSet<>(keepers.keySet());
        all.add(model);
        return all;
    }

    /** Without a pointer in the store, what the folder says. */
    private Pointer fallback(String model) {
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

    private void refresh(String model, Pointer pointer, boolean anew) {
        try {
            for (String version : pointer.policy().versions()) {
                fetchWhereMissing(model, version);
            }
            publish(model, keeper(model).refresh(pointer, anew));
        } catch (InvalidDocument e) {
            LOG.log(Level.ERROR, "{0} stays as it is: {1}", model, e.getMessage());
        }
    }

    private void fetchWhereMissing(String model, String version) {
        if (folders.versions(model).containsKey(version)) {
            return;
        }
        try {
            Path folder = folders.fetched(model, version);
            if (!Files.exists(folder) && replicas.fetch(model, version, folder)) {
                LOG.log(Level.INFO, "{0}/{1} was fetched from the store", model, version);
            }
        } catch (StoreUnavailable e) {
            LOG.log(Level.WARNING, "{0}/{1} cannot be fetched: {2}", model, version, e.getMessage());
        }
    }

    /** First the new, then the end of the old: a request finds the one or the other open. */
    private void publish(String model, ModelKeeper.Change change) {
        Map<String, ServedModel> next = new TreeMap<>(served);
        next.put(model, change.served());
        served = Collections.unmodifiableMap(next);
        change.retired().forEach(LoadedVersion::retire);
    }

    /** Says what is served where that has changed, or was last said some time ago. */
    private void tell(boolean first) {
        for (ServedModel model : served.values()) {
            ReplicaState state = state(model);
            ReplicaState before = told.get(model.name());
            if (before == null || !before.saysTheSame(state) || before.seenAtMs() < state.seenAtMs() - AGAIN_MS) {
                try {
                    replicas.tell(model.name(), state);
                    told.put(model.name(), state);
                } catch (StoreUnavailable e) {
                    Level level = first ? Level.INFO : Level.DEBUG;
                    LOG.log(level, "The store does not hear what is served: {0}", e.getMessage());
                    return;
                }
            }
        }
    }

    private ReplicaState state(ServedModel model) {
        String serving = model.stable() == null ? "" : model.stable().version();
        String reason = model.stable() == null
                ? model.whyNot()
                : model.refused().isEmpty() ? "" : model.refused().toString();
        return new ReplicaState(
                settings.replica(),
                model.pointer().revision(),
                serving,
                serving.isEmpty() ? "UNAVAILABLE" : "READY",
                reason,
                clock.millis());
    }

    private <T> CompletionStage<T> submit(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void await(Callable<?> work) {
        submit(work).toCompletableFuture().join();
    }

    private void closing(Runnable close) {
        try {
            thread.execute(close);
        } catch (RejectedExecutionException e) {
            close.run();
        }
    }

    /** Serves nothing any more; what is in use is closed when it is not. */
    @Override
    public void close() {
        await(() -> {
            Map<String, ServedModel> last = served;
            served = Map.of();
            last.values().forEach(model -> model.loaded().values().forEach(LoadedVersion::retire));
            return null;
        });
        thread.shutdown();
    }
}
