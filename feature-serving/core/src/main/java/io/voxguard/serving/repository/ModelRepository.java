package io.voxguard.serving.repository;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The models that are served, and how they change while they serve. Folders and pointers are looked at again and again; whatever changes is done by one
 * thread, and seen by requests at once as another {@link ServedModel}. A version that was replaced is closed when the last request that uses it is done.
 */
public final class ModelRepository implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ModelRepository.class.getName());
    /** Between two tries to reach the store at start. */
    private static final long PAUSE_MS = 5;
    /** What has not changed is said again after this long, well before a replica is forgotten; and what could not be fetched is tried again. */
    private static final long AGAIN_MS = 10_000;
    /** How long the first look at all models may hold up the start. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    /** How long closing waits for what the thread is doing. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final RepositorySettings settings;
    private final VersionFolders folders;
    private final VersionLoader loader;
    private final Replicas replicas;
    private final RepositoryEvents events;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor thread;
    private final Map<String, ModelKeeper> keepers = new TreeMap<>();
    private final Pointers pointers;
    private final Map<String, ReplicaState> told = new TreeMap<>();
    private final Set<String> unloaded = new HashSet<>();
    private final Map<String, Long> fetchAgainMs = new TreeMap<>();
    private volatile Map<String, ServedModel> served = Map.of();
    private volatile boolean closed;

    /** Loads what the folder has; returns once every model has been tried, or after a few minutes, when loading goes on behind it. */
    public ModelRepository(
            RepositorySettings settings, ModelTrust trust, Roads roads, SharedState store, RepositoryEvents events) {
        this.settings = settings;
        this.folders = new VersionFolders(settings.models(), settings.fetched());
        this.events = events;
        this.replicas = new Replicas(store, settings.storeLimit(), settings.replica());
        this.pointers = new Pointers(folders, replicas);
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("models").daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.loader = new VersionLoader(trust, settings.compiling(), roads, this::closing);
        boolean tried = await(START_LIMIT, () -> {
            lookAgain(true);
            followPointersAtStart();
            return null;
        });
        if (!tried) {
            LOG.log(Level.WARNING, "Models are still being loaded after {0}", START_LIMIT);
        }
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

    /** The models that score calls now. */
    public List<String> scoring() {
        return served.values().stream()
                .filter(model -> model.stable() != null && model.stable().scores())
                .map(ServedModel::name)
                .toList();
    }

    @Nullable
    public ServedModel served(String model) {
        return served.get(model);
    }

    /** Reads the folder now, and loads anew what is there. Gives why nothing serves; empty: something does. */
    public CompletionStage<Optional<String>> load(String model) {
        return submit(() -> {
            known(model);
            unloaded.remove(model);
            readPointers(model);
            refresh(model, true);
            tell(false);
            ServedModel now = served.get(model);
            return now == null || now.stable() == null
                    ? Optional.of(now == null ? "no such model" : now.whyNot())
                    : Optional.<String>empty();
        });
    }

    /** Serves no version of it here until it is loaded. Requests that are in it are answered. */
    public CompletionStage<Void> unload(String model) {
        return submit(() -> {
            known(model);
            unloaded.add(model);
            refresh(model, false);
            tell(false);
            return null;
        });
    }

    /** Moves the pointer of all replicas, and this one before it returns. */
    public CompletionStage<Void> choose(String model, Policy policy) {
        return submit(() -> {
            known(model);
            catchUp(model);
            for (String version : policy.versions()) {
                if (!isThere(model, version)) {
                    throw new UnknownVersion(model, version);
                }
            }
            pointers.move(model, policy, serving(model));
            refresh(model, false);
            tell(false);
            return null;
        });
    }

    /**
     * Ends a canary or shadow; else pins the version that answered before the last change, or the next older one. A call that is repeated goes back once more. Gives
     * the version; empty when there is none to go back to.
     */
    public CompletionStage<Optional<String>> rollBack(String model) {
        return submit(() -> {
            known(model);
            catchUp(model);
            Optional<String> target = before(model, pointers.of(model));
            if (target.isPresent()) {
                pointers.move(model, new Policy.Pinned(target.get()), "");
                refresh(model, false);
                tell(false);
            }
            return target;
        });
    }

    /** What answers now where the pointer names something else or more; else what answered before it, else the next older version. */
    private Optional<String> before(String model, Pointer pointer) throws StoreUnavailable {
        String serving = serving(model);
        List<String> named = pointer.policy().versions();
        boolean other =
                named.size() == 2 || named.size() == 1 && !named.getFirst().equals(serving);
        if (other && !serving.isEmpty()) {
            return Optional.of(serving);
        }
        String previous = pointer.previous();
        if (!previous.isEmpty() && !previous.equals(serving) && isThere(model, previous)) {
            return Optional.of(previous);
        }
        ServedModel now = served.get(model);
        boolean older = false;
        for (String version : folders.versions(model).keySet()) {
            if (older && (now == null || !now.refused().containsKey(version))) {
                return Optional.of(version);
            }
            older |= version.equals(serving);
        }
        return Optional.empty();
    }

    private String serving(String model) {
        ServedModel now = served.get(model);
        return now == null || now.stable() == null ? "" : now.stable().version();
    }

    private boolean isThere(String model, String version) throws StoreUnavailable {
        if (!folders.versions(model).containsKey(version)) {
            fetch(model, version);
        }
        return folders.versions(model).containsKey(version);
    }

    /** Makes the roads of all scoring models anew: the feature views have changed. */
    public void replan() {
        submit(() -> {
                    keepers.values().forEach(ModelKeeper::replan);
                    lookAgain(true);
                    return null;
                })
                .whenComplete((done, fault) -> {
                    if (fault != null && !closed) {
                        LOG.log(Level.ERROR, "Models go on with the feature views as they were", fault);
                    }
                });
    }

    /** What each replica has said of a model; what is known here when the store, or the thread that asks it, has no time. */
    public CompletionStage<List<ReplicaState>> replicas(String model) {
        ServedModel now = served.get(model);
        List<ReplicaState> here = now == null ? List.of() : List.of(state(now));
        return submit(() -> replicas.all(model))
                .exceptionally(fault -> here)
                .completeOnTimeout(here, settings.storeLimit().toNanos(), TimeUnit.NANOSECONDS);
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
        if (closed) {
            return;
        }
        try {
            Set<String> models = new TreeSet<>(keepers.keySet());
            models.addAll(folders.models());
            pointers.read(models);
            models.forEach(model -> {
                if (!forgotten(model)) {
                    refresh(model, false);
                }
            });
            tell(first);
        } catch (RuntimeException | OutOfMemoryError e) {
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
            while (!pointers.read(served.keySet())) {
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

    /** Does what another replica may have said since the last look; else leaves all as it is, also what has appeared in the folder. */
    private void catchUp(String model) {
        readPointers(model);
        ServedModel now = served.get(model);
        if (now == null || now.pointer().revision() != pointers.of(model).revision()) {
            refresh(model, false);
        }
    }

    private void readPointers(String model) {
        Set<String> models = new TreeSet<>(keepers.keySet());
        models.add(model);
        pointers.read(models);
    }

    /** Makes the model what its pointer says. */
    private void refresh(String model, boolean anew) {
        Pointer pointer = pointers.of(model);
        ModelKeeper keeper = keeper(model);
        try {
            if (unloaded.contains(model)) {
                publish(model, keeper.unload(pointer));
                return;
            }
            for (String version : pointer.policy().versions()) {
                fetchNowAndThen(model, version);
            }
            publish(model, keeper.refresh(pointer, anew));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, model + " stays as it is", e);
        }
    }

    private void fetch(String model, String version) throws StoreUnavailable {
        Path folder = folders.fetched(model, version);
        if (!Files.exists(folder) && replicas.fetch(model, version, folder)) {
            LOG.log(Level.INFO, "{0}/{1} was fetched from the store", model, version);
        }
    }

    /** A version that the pointer names and that is not here; what cannot be had is not tried again at every look. */
    private void fetchNowAndThen(String model, String version) {
        String name = model + "/" + version;
        if (folders.versions(model).containsKey(version) || clock.millis() < fetchAgainMs.getOrDefault(name, 0L)) {
            return;
        }
        long now = clock.millis();
        fetchAgainMs.values().removeIf(again -> again <= now);
        fetchAgainMs.put(name, now + AGAIN_MS);
        try {
            fetch(model, version);
        } catch (StoreUnavailable | InvalidDocument e) {
            LOG.log(Level.WARNING, "{0} cannot be fetched: {1}", name, e.getMessage());
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

    private <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Throwable e) {
                    // nobody may wait for ever
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException closing) {
            done.completeExceptionally(closing);
        }
        return done;
    }

    /** Returns whether the work was done in time; where it was not, it is still being done. */
    private boolean await(Duration limit, Callable<?> work) {
        try {
            submit(work).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the models cannot be looked at", e.getCause());
        }
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
        closed = true;
        boolean ended = await(CLOSE_LIMIT, () -> {
            Map<String, ServedModel> last = served;
            served = Map.of();
            last.values().forEach(model -> model.loaded().values().forEach(LoadedVersion::retire));
            return null;
        });
        if (!ended) {
            LOG.log(Level.WARNING, "Models are left open: their thread is busy for more than {0}", CLOSE_LIMIT);
        }
        thread.shutdown();
    }
}
