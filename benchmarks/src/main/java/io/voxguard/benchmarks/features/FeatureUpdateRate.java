package io.voxguard.benchmarks.features;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.update.FeatureUpdater;
import io.voxguard.featureupdate.update.UpdateEvents;
import io.voxguard.featureupdate.update.UpdateResult;
import io.voxguard.featureupdate.update.UpdateSettings;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Call events a second into the features of the project's views, operations of the store for each event, and bytes that a caller takes. */
public final class FeatureUpdateRate {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 5);
    /** Events in a round; 0: as many as there is time for. */
    private static final int EVENTS = Integer.getInteger("events", 0);

    private static final int CALLERS = Integer.getInteger("callers", 100_000);
    private static final int BATCH = Integer.getInteger("batch", 500);
    /** Threads that send one event at a time; 0: one thread that sends batches. */
    private static final int CLIENTS = Integer.getInteger("clients", 0);
    /** Callers with a week of calls in the store before the rate is measured; 0: an empty store. */
    private static final int POPULATION = Integer.getInteger("population", 0);

    private static final long CACHED_STATE = Long.getLong("cachedState", 256L << 20);
    /** Loggers that would keep every command in memory: outside of Quarkus nobody sets their levels. They are forgotten unless they are referred to. */
    private static final List<Logger> QUIET =
            Stream.of("io.lettuce", "io.netty").map(Logger::getLogger).toList();

    private final SampleCalls calls = new SampleCalls();
    private final RedisCommands<String, String> redis;

    private FeatureUpdateRate(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    public static void main(String[] arguments) throws Exception {
        QUIET.forEach(logger -> logger.setLevel(Level.INFO));
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()));
                RedisClient client = RedisClient.create(server.url());
                var connection = client.connect()) {
            while (!store.connected()) {
                Thread.onSpinWait();
            }
            RedisCommands<String, String> redis = connection.sync();
            FeatureUpdateRate benchmark = new FeatureUpdateRate(redis);
            StoredBytes bytes = new StoredBytes(redis, benchmark.calls);
            if (POPULATION > 0) {
                bytes.measure(updater(store));
                bytes.populate(POPULATION);
                benchmark.rate(updater(store), POPULATION, StoredBytes.END_MS);
            } else {
                benchmark.rate(updater(store), CALLERS, SampleCalls.START_MS);
                redis.flushall();
                bytes.measure(updater(store));
            }
        }
    }

    private static FeatureUpdater updater(RedisStore store) {
        Path models = Path.of(System.getProperty("voxguard.root", "."), "models");
        return new FeatureUpdater(
                Definitions.of(FeatureCatalogue.read(models.resolve("feature-views"))),
                NumberRanges.read(models.resolve("number-ranges.csv")),
                store.featureStates(),
                store.shared(),
                new UpdateSettings(Duration.ofMinutes(5), Duration.ofSeconds(5), 5, Duration.ZERO, CACHED_STATE),
                UpdateEvents.IGNORED,
                RandomGenerator.getDefault());
    }

    private void rate(FeatureUpdater updater, int callers, long startMs) throws Exception {
        double[] rates = new double[ROUNDS];
        long time = startMs;
        for (int round = -1; round < ROUNDS; round++) { // the first one warms up
            StoreFigures before = StoreFigures.reset(redis);
            long events = 0;
            long start = System.nanoTime();
            long end = start + SECONDS * 1_000_000_000L;
            while (EVENTS > 0 ? events < EVENTS : System.nanoTime() < end) {
                List<CallEvent> batch = new ArrayList<>(BATCH);
                for (int i = 0; i < BATCH / 2; i++) {
                    calls.add(batch, calls.number(callers), time, callers);
                    time += 1;
                }
                count(updater, batch);
                events += batch.size();
            }
            double rate = events / ((System.nanoTime() - start) / 1e9);
            if (round >= 0) {
                rates[round] = rate;
            }
            System.out.printf(
                    "{\"round\":%d,\"events_per_s\":%.0f,%s}%n", round, rate, before.sinceThen(redis, events));
        }
        Arrays.sort(rates);
        System.out.printf(
                "{\"events_per_s\":%.0f,\"lowest\":%.0f,\"highest\":%.0f,\"batch\":%d,\"clients\":%d,\"callers\":%d,\"cached_state\":%d}%n",
                rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1], BATCH, CLIENTS, callers, CACHED_STATE);
    }

    private static void count(FeatureUpdater updater, List<CallEvent> batch) throws Exception {
        if (CLIENTS > 0) {
            countSingly(updater, batch);
        } else {
            check(updater.update(batch));
        }
    }

    private static void countSingly(FeatureUpdater updater, List<CallEvent> batch)
            throws InterruptedException, ExecutionException {
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(threads.submit(() -> {
                    for (int i = first; i < batch.size(); i += CLIENTS) {
                        check(updater.update(List.of(batch.get(i))));
                    }
                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    private static void check(List<UpdateResult> results) {
        if (!results.stream().allMatch(result -> result == UpdateResult.COUNTED)) {
            throw new IllegalStateException("not all were counted");
        }
    }
}
