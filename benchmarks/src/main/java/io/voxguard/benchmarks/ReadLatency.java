package io.voxguard.benchmarks;

import io.netty.channel.epoll.EpollEventLoopGroup;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.catalogue.view.Writing;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.feature.CellOrigin;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowWrite;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Latency of reading one row of 24 features with one read in flight on an idle machine, as the service reads it: on an event loop, through {@link
 * OnlineFeatures}. Over loopback, over a Unix socket, and from the near cache, alternating. {@code benchmarks/features/latency} runs it.
 */
public final class ReadLatency {
    private static final int FEATURES = 24;
    private static final int ENTITIES = 10_000;
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int READS = Integer.getInteger("reads", 200_000);

    private final OnlineFeatures features;
    private final ReadPlan plan;
    private final CellOrigin expected;

    private ReadLatency(OnlineStore store, NearCache near, FeatureView view) {
        this.features = new OnlineFeatures(store, near, Ticker.SYSTEM);
        this.plan = features.plan(List.of(ReadPlan.Selection.all(view, List.of("caller"))));
        this.expected = near.keepsAny() ? CellOrigin.CACHE : CellOrigin.STORE;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("read-latency");
        FeatureView view = view();
        EpollEventLoopGroup loops = new EpollEventLoopGroup(1);
        NearCache near = new NearCache(
                Map.of(view.name(), new NearCache.Bounds(Duration.ofMinutes(10), ENTITIES)), Ticker.SYSTEM);
        try (EmbeddedStore server = EmbeddedStore.startWithSocket(folder.resolve("store.sock"));
                RedisStore tcp = RedisStore.open(RedisStoreConfig.of(server.url()), Optional.empty(), loops);
                RedisStore socket = RedisStore.open(
                        RedisStoreConfig.of("redis-socket://" + folder.resolve("store.sock")),
                        Optional.empty(),
                        loops);
                RedisStore tracked = RedisStore.open(RedisStoreConfig.of(server.url()), Optional.of(near), loops)) {
            while (!tcp.connected() || !socket.connected() || !tracked.connected()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            fill(tcp.online(), view);
            TimeUnit.MILLISECONDS.sleep(200);
            System.out.println("| one read in flight, otherwise idle | P50 µs | P99 µs | P99.9 µs | reads |");
            System.out.println("|---|---|---|---|---|");
            String[] names = {"loopback", "Unix socket", "near cache, hit"};
            ReadLatency[] paths = {
                new ReadLatency(tcp.online(), NearCache.none(), view),
                new ReadLatency(socket.online(), NearCache.none(), view),
                new ReadLatency(tracked.online(), near, view)
            };
            List<List<Histogram>> measured = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int round = -1; round < ROUNDS; round++) {
                for (int path = 0; path < paths.length; path++) {
                    Histogram histogram = paths[path].measure(loops);
                    if (round >= 0) {
                        measured.get(path).add(histogram);
                    }
                }
            }
            for (int path = 0; path < paths.length; path++) {
                List<Histogram> rounds = measured.get(path);
                System.out.printf(
                        "| %s | %.1f | %.1f | %.1f | %d × %d |%n",
                        names[path], median(rounds, 50), median(rounds, 99), median(rounds, 99.9), ROUNDS, READS);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static double median(List<Histogram> rounds, double percentile) {
        double[] values = rounds.stream()
                .mapToDouble(round -> round.getValueAtPercentile(percentile) / 1000.0)
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    private Histogram measure(EpollEventLoopGroup loops) {
        Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(1), 3);
        CompletableFuture<Void> done = new CompletableFuture<>();
        loops.next().execute(() -> next(loops, histogram, READS, done));
        done.join();
        return histogram;
    }

    private void next(EpollEventLoopGroup loops, Histogram histogram, int remaining, CompletableFuture<Void> done) {
        if (remaining == 0) {
            done.complete(null);
            return;
        }
        EntityTable entity = new EntityTable(1, List.of(new EntityColumn(new Object[] {"+1" + remaining % ENTITIES})));
        long start = System.nanoTime();
        features.read(plan, entity, row -> 1_772_439_300_000L, Duration.ofSeconds(1))
                .whenComplete((rows, fault) -> {
                    histogram.recordValue(Math.min(System.nanoTime() - start, TimeUnit.SECONDS.toNanos(1)));
                    if (fault != null) {
                        done.completeExceptionally(fault);
                    } else if (remaining < READS / 2 && !isExpected(rows)) {
                        done.completeExceptionally(new IllegalStateException("unexpected row: " + rows.outcome(0, 0)
                                + " from " + rows.cells(0).origin(0)));
                    } else {
                        // a separate task, as for the next request
                        loops.next().execute(() -> next(loops, histogram, remaining - 1, done));
                    }
                });
    }

    private boolean isExpected(FeatureRows rows) {
        return rows.outcome(0, 0) == ViewOutcome.PRESENT
                && rows.cells(0).origin(0) == expected
                && rows.cells(0).number(0, FEATURES - 1) == FEATURES - 1;
    }

    private static void fill(OnlineStore store, FeatureView view) {
        float[] values = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            values[i] = i;
        }
        byte[] row = RowEncoder.encode(SchemaId.of(1, 1), 1_772_439_300_000L, values, new boolean[FEATURES]);
        FeatureKeys keys = new FeatureKeys(view.name());
        List<RowWrite> rows = new ArrayList<>();
        for (int i = 0; i < ENTITIES; i++) {
            rows.add(new RowWrite(keys.of("+1" + i), row, Duration.ofHours(1)));
        }
        store.write(rows, Duration.ofSeconds(10)).toCompletableFuture().join();
    }

    private static FeatureView view() {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            features.add(new Feature("f" + i, ValueType.FLOAT32, "none", 0, "one of many"));
        }
        return new FeatureView(
                "stats",
                List.of(JoinKey.named("caller", ValueType.STRING)),
                Duration.ofDays(1),
                features,
                new Layout.Packed(1, 1),
                new Writing(Optional.empty(), Writing.EVENT_TIMESTAMP, Map.of()));
    }
}
