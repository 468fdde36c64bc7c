package io.voxguard.benchmarks.features;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.definition.EventKind;
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
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Call events a second into the features of the project's views, operations of the store for each event, and bytes that a caller takes. */
public final class FeatureUpdateRate {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 5);
    private static final int CALLERS = Integer.getInteger("callers", 100_000);
    private static final int BATCH = Integer.getInteger("batch", 500);
    private static final int CALLS_A_DAY = Integer.getInteger("callsADay", 5);
    private static final int MEASURED_CALLERS = Integer.getInteger("measuredCallers", 2_000);
    private static final int TRUNKS = 100;
    private static final int SHOWN = 500;
    private static final long START_MS = 1_796_025_600_000L;
    private static final long DAY_MS = 86_400_000;
    /** Loggers that would keep every command in memory: outside of Quarkus nobody sets their levels. They are forgotten unless they are referred to. */
    private static final List<Logger> QUIET =
            Stream.of("io.lettuce", "io.netty").map(Logger::getLogger).toList();

    private static final List<String> ROWS =
            List.of("caller_velocity", "caller_geography", "caller_rhythm", "caller_history");

    private final SplittableRandom random = new SplittableRandom(1);
    private long calls;

    private FeatureUpdateRate() {}

    public static void main(String[] arguments) throws Exception {
        QUIET.forEach(logger -> logger.setLevel(Level.INFO));
        FeatureUpdateRate benchmark = new FeatureUpdateRate();
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()));
                RedisClient client = RedisClient.create(server.url());
                var connection = client.connect()) {
            while (!store.connected()) {
                Thread.onSpinWait();
            }
            RedisCommands<String, String> redis = connection.sync();
            benchmark.rate(updater(store), redis);
            redis.flushall();
            benchmark.size(updater(store), redis);
        }
    }

    private static FeatureUpdater updater(RedisStore store) {
        Path models = Path.of(System.getProperty("voxguard.root", "."), "models");
        return new FeatureUpdater(
                Definitions.of(FeatureCatalogue.read(models.resolve("feature-views"))),
                NumberRanges.read(models.resolve("number-ranges.csv")),
                store.featureStates(),
                store.shared(),
                new UpdateSettings(Duration.ofMinutes(5), Duration.ofSeconds(5), 5),
                UpdateEvents.IGNORED,
                RandomGenerator.getDefault());
    }

    private void rate(FeatureUpdater updater, RedisCommands<String, String> redis) {
        double[] rates = new double[ROUNDS];
        long time = START_MS;
        for (int round = -1; round < ROUNDS; round++) { // the first one warms up
            redis.configResetstat();
            long events = 0;
            long start = System.nanoTime();
            long end = start + SECONDS * 1_000_000_000L;
            while (System.nanoTime() < end) {
                List<CallEvent> batch = new ArrayList<>(BATCH);
                for (int i = 0; i < BATCH / 2; i++) {
                    call(batch, "+1415555" + String.format("%06d", random.nextInt(CALLERS)), time, CALLERS);
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
                    "{\"round\":%d,\"events_per_s\":%.0f,\"store\":%s}%n", round, rate, operations(redis, events));
        }
        Arrays.sort(rates);
        System.out.printf(
                "{\"events_per_s\":%.0f,\"lowest\":%.0f,\"highest\":%.0f,\"batch\":%d,\"callers\":%d}%n",
                rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1], BATCH, CALLERS);
    }

    /** Returns calls of each command for an event, and microseconds of the store in it. */
    private static String operations(RedisCommands<String, String> redis, long events) {
        StringBuilder json = new StringBuilder("{");
        for (String line : redis.info("commandstats").split("\r\n")) {
            if (line.matches("cmdstat_(evalsha|mget|set|getrange|eval):.*")) {
                String name = line.substring(8, line.indexOf(':'));
                double each = Double.parseDouble(line.replaceFirst("[^:]*:calls=([0-9]+).*", "$1")) / events;
                double micros =
                        Double.parseDouble(line.replaceFirst("[^:]*:calls=[0-9]+,usec=([0-9]+).*", "$1")) / events;
                json.append(json.length() > 1 ? "," : "")
                        .append(String.format("\"%s\":[%.3f,%.2f]", name, each, micros));
            }
        }
        return json.append('}').toString();
    }

    /** A week of callers who call some people again and again, and a day later. */
    private void size(FeatureUpdater updater, RedisCommands<String, String> redis) {
        for (int day = 0; day < 8; day++) {
            for (int caller = 0; caller < MEASURED_CALLERS; caller++) {
                List<CallEvent> batch = new ArrayList<>();
                long time = START_MS + day * DAY_MS;
                for (int call = 0; call < CALLS_A_DAY; call++) {
                    time += random.nextLong(DAY_MS / CALLS_A_DAY);
                    call(batch, number(caller), time, 20);
                }
                updater.update(batch);
            }
        }
        long[] states = sizes(redis, "fs:{%s}:caller");
        long[] rows = new long[states.length];
        for (String view : ROWS) {
            long[] ofView = sizes(redis, "fv:{%s}:" + view);
            Arrays.setAll(rows, i -> rows[i] + ofView[i]);
        }
        long[] values = Stream.iterate(0, i -> i + 1)
                .limit(SHOWN)
                .mapToLong(i -> redis.strlen("fs:{" + number(i) + "}:caller"))
                .sorted()
                .toArray();
        System.out.printf(
                "{\"calls_a_day\":%d,\"state_value_bytes\":%d,\"state_in_store\":%d,\"rows_in_store\":%d,\"largest_state_in_store\":%d}%n",
                CALLS_A_DAY,
                values[SHOWN / 2],
                median(states),
                median(rows),
                Arrays.stream(states).max().orElse(0));
    }

    private static long[] sizes(RedisCommands<String, String> redis, String key) {
        return Stream.iterate(0, i -> i + 1)
                .limit(SHOWN)
                .mapToLong(i -> redis.memoryUsage(String.format(key, number(i))))
                .toArray();
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String number(int caller) {
        return "+1415" + String.format("%07d", caller);
    }

    private void call(List<CallEvent> batch, String caller, long time, int callees) {
        String id = "c-" + calls++;
        String callee = "+4479" + String.format("%08d", random.nextInt(callees));
        String trunk = "trunk-" + random.nextInt(TRUNKS);
        int duration = random.nextInt(240);
        batch.add(new CallEvent(EventKind.STARTED, id, caller, callee, trunk, time, 0));
        batch.add(new CallEvent(EventKind.ENDED, id, caller, callee, trunk, time + duration, duration));
    }

    private static void count(FeatureUpdater updater, List<CallEvent> batch) {
        if (!updater.update(batch).stream().allMatch(result -> result == UpdateResult.COUNTED)) {
            throw new IllegalStateException("not all were counted");
        }
    }
}
