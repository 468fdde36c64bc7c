package io.voxguard.serving.repository;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.loading.ModelTrust;
import io.voxguard.serving.repository.replicas.PointerFollower;
import io.voxguard.serving.repository.replicas.Policy;
import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.replicas.Replicas;
import io.voxguard.serving.repository.replicas.VersionFetcher;
import io.voxguard.serving.repository.served.ModelLookup;
import io.voxguard.serving.repository.served.ModelView;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.serving.repository.versions.PipelineFactory;
import io.voxguard.serving.repository.versions.VersionFolders;
import io.voxguard.serving.repository.versions.VersionLoader;
import io.voxguard.store.SharedState;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The models that are served, and how they change while they serve. Folders and pointers are polled; every change is made on one thread, and requests see it at
 * once as another {@link ServedModel}. A version that was replaced is closed when the last request that uses it is done. Thread-safe.
 */
public final class ModelRepository implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ModelRepository.class.getName());
    /** Longest time for which the first poll of all models may hold up the start. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    /** Longest time for which closing waits for the thread's current work. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final ModelTable table = new ModelTable();
    private final ModelThread thread = new ModelThread();
    private final Duration storeLimit;
    private final Replicas replicas;
    private final ReplicaReporter reporter;
    private final ModelUpdater updater;
    private final ModelPoller poller;
    private final ModelAdmin admin;
    private volatile boolean closed;

    /** Loads what the folder has; returns once every model has been tried, or after a few minutes, when loading goes on in the background. */
    public ModelRepository(
            RepositorySettings settings,
            ModelTrust trust,
            PipelineFactory pipelines,
            SharedState store,
            RepositoryEvents events,
            InstantSource clock,
            Ticker ticker) {
        this.storeLimit = settings.storeLimit();
        VersionFolders folders = new VersionFolders(settings.models(), settings.fetched());
        this.replicas = new Replicas(store, storeLimit, settings.replica());
        PointerFollower pointers = new PointerFollower(folders, replicas, ticker);
        VersionFetcher fetcher = new VersionFetcher(folders, replicas, clock);
        VersionLoader loader = new VersionLoader(trust, settings.compiling(), pipelines, thread, ticker);
        this.reporter = new ReplicaReporter(table, replicas, settings.replica(), clock);
        this.updater = new ModelUpdater(
                table,
                folders,
                fetcher,
                pointers,
                name -> new ModelKeeper(name, folders, loader, settings, events, ticker));
        this.poller = new ModelPoller(folders, pointers, updater, reporter);
        this.admin = new ModelAdmin(table, folders, fetcher, pointers, updater, reporter);
        boolean polled = thread.await(
                START_LIMIT,
                () -> loader.loadAhead(newest(folders, settings.keep()), () -> {
                    poller.poll(Level.INFO);
                    if (pointers.readWithin(storeLimit, table.names())) {
                        poller.poll(Level.INFO);
                    }
                }));
        if (!polled) {
            LOG.log(Level.WARNING, "Models are still being loaded after {0}", START_LIMIT);
        }
        if (!settings.poll().isZero()) {
            thread.repeat(settings.poll(), this::poll);
        }
    }

    /** Returns the folders of the newest versions, by version, by model; empty if they cannot be listed, which the poll reports. */
    private static Map<String, Map<String, Path>> newest(VersionFolders folders, int keep) {
        Map<String, Map<String, Path>> newest = new LinkedHashMap<>();
        try {
            for (String model : folders.models()) {
                Map<String, Path> versions = new LinkedHashMap<>();
                folders.versions(model).entrySet().stream()
                        .limit(keep)
                        .forEach(version -> versions.put(version.getKey(), version.getValue()));
                newest.put(model, versions);
            }
        } catch (InvalidDocument e) {
            return Map.of();
        }
        return newest;
    }

    private void poll() {
        if (!closed) {
            poller.poll();
        }
    }

    /**
     * Looks a model up for one request.
     *
     * @param version null for what the policy chooses
     * @return a lease that is the caller's to close, or why there is none
     */
    public ModelLookup lease(String model, @Nullable String version) {
        return table.lease(model, version);
    }

    /** Returns the models that are known, by name, as they are served now. */
    public List<ModelView> models() {
        return table.all().stream().map(ModelView::of).toList();
    }

    /** Returns a model as it is served now; empty if it is not known. */
    public Optional<ModelView> model(String name) {
        return Optional.ofNullable(table.get(name)).map(ModelView::of);
    }

    /** Returns whether a model of that name is known; it may not serve. */
    public boolean knows(String model) {
        return table.get(model) != null;
    }

    /** Returns whether a version of the model serves. */
    public boolean serves(String model) {
        ServedModel now = table.get(model);
        return now != null && now.serves();
    }

    /** Returns the names of the models that score calls now. */
    public List<String> scoring() {
        return table.all().stream()
                .filter(model -> model.stable() != null && model.stable().scores())
                .map(ServedModel::name)
                .toList();
    }

    /** Loads a model's versions again from their folders. Gives why no version serves; empty if one does. */
    public CompletionStage<Optional<String>> load(String model) {
        return thread.submit(() -> admin.load(model));
    }

    /** Serves no version of a model on this replica until it is loaded. Requests in flight are answered. */
    public CompletionStage<Void> unload(String model) {
        return thread.submit(() -> {
            admin.unload(model);
            return null;
        });
    }

    /** Moves the pointer of all replicas; this one follows it before the stage completes. */
    public CompletionStage<Void> choose(String model, Policy policy) {
        return thread.submit(() -> {
            admin.choose(model, policy);
            return null;
        });
    }

    /**
     * Ends a canary or shadow; otherwise pins the version that answered before the last change, or the next older one. Repeated, it goes back one version more.
     * Gives the version; empty if there is no version to go back to.
     */
    public CompletionStage<Optional<String>> rollBack(String model) {
        return thread.submit(() -> admin.rollBack(model));
    }

    /** Makes new pipelines for all scoring models, because the feature views have changed. */
    public void replan() {
        thread.submit(() -> {
                    updater.replan();
                    poll();
                    return true;
                })
                .whenComplete((done, fault) -> {
                    if (fault != null && !closed) {
                        LOG.log(
                                Level.ERROR,
                                "Cannot follow the changed feature views; models keep the former ones",
                                fault);
                    }
                });
    }

    /** Gives what each replica has published of a model; this replica's state alone if the store or the thread does not answer in time. */
    public CompletionStage<List<ReplicaState>> replicas(String model) {
        ServedModel now = table.get(model);
        List<ReplicaState> here = now == null ? List.of() : List.of(reporter.state(now));
        return thread.submit(() -> replicas.all(model))
                .exceptionally(fault -> here)
                .completeOnTimeout(here, storeLimit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Serves no model any more; versions in use are closed when they are released. */
    @Override
    public void close() {
        closed = true;
        if (!thread.await(CLOSE_LIMIT, table::clear)) {
            LOG.log(Level.WARNING, "Models are not closed: their thread has been busy for {0}", CLOSE_LIMIT);
        }
        thread.shutdown();
    }
}
