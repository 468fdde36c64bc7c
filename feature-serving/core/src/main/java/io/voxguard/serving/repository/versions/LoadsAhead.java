package io.voxguard.serving.repository.versions;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Loads that a start has begun side by side, on as many threads as there are processors, before the models are taken up one after the other. What is never asked
 * for is retired. To be closed by the thread that asks.
 */
final class LoadsAhead implements AutoCloseable {
    private final Map<Path, CompletableFuture<LoadedVersion>> begun = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("models-", 0).daemon().factory());

    /** Begins to load the version in a folder. */
    void begin(Path folder, Supplier<LoadedVersion> load) {
        begun.computeIfAbsent(folder, any -> CompletableFuture.supplyAsync(load, threads));
    }

    /** Returns the version in a folder, or throws why it cannot be loaded; loads it here if its loading has not been begun. A second call loads again. */
    LoadedVersion take(Path folder, Supplier<LoadedVersion> load) {
        CompletableFuture<LoadedVersion> loading = begun.remove(folder);
        if (loading == null) {
            return load.get();
        }
        try {
            return loading.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw e;
            }
        }
    }

    @Override
    public void close() {
        List<CompletableFuture<LoadedVersion>> left = List.copyOf(begun.values());
        begun.clear();
        left.forEach(loading -> loading.thenAccept(LoadedVersion::retire));
        threads.shutdown();
    }
}
