package io.voxguard.benchmarks.store;

import io.netty.channel.epoll.EpollEventLoopGroup;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Benchmark of the mixed {@link Workload} through our client with several connections and operations in flight, and through redis-benchmark with as many of both.
 * Every round runs each configuration, our client and redis-benchmark one after the other; the figures are medians of the rounds.
 */
public final class StoreLoad {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "2"));
    private static final int[] IN_FLIGHT = numbers("inFlight", "32,512");
    private static final int[] CONNECTIONS = numbers("connections", "1,2,4");
    private static final boolean COMPARE = Boolean.parseBoolean(System.getProperty("redisBenchmark", "true"));

    private StoreLoad() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String given = System.getenv("STORE_URL");
        if (given != null && !given.isBlank()) {
            measure(List.of(new StoreAddress(given)));
            return;
        }
        try (LocalRedis redis = new LocalRedis()) {
            measure(List.of(redis.tcp(), redis.unix()));
        }
    }

    private static void measure(List<StoreAddress> addresses) throws IOException, InterruptedException {
        List<AutoCloseable> open = new ArrayList<>();
        List<Measurement> measurements = new ArrayList<>();
        try {
            for (StoreAddress address : addresses) {
                PlainConnection plain = address.isPlain() ? new PlainConnection(address) : null;
                String script = plain == null ? "" : plain.ask(List.of("SCRIPT", "LOAD", countScript()));
                for (int connections : CONNECTIONS) {
                    EpollEventLoopGroup loops = new EpollEventLoopGroup(connections);
                    RedisStore store = RedisStore.open(RedisStoreConfig.of(address.url()), Optional.empty(), loops);
                    open.add(store);
                    open.add(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS));
                    awaitConnections(store, connections);
                    fill(store);
                    for (int inFlight : IN_FLIGHT) {
                        measurements.add(new Measurement(
                                address,
                                connections,
                                inFlight,
                                new ClosedLoop(store, loops),
                                Optional.ofNullable(plain),
                                plain != null && COMPARE
                                        ? Optional.of(new RedisBenchmark(address, script.strip()))
                                        : Optional.empty()));
                    }
                }
            }
            for (int round = -1; round < ROUNDS; round++) {
                for (Measurement measurement : measurements) {
                    measurement.round(Duration.ofNanos((long) (SECONDS * 1e9)), round >= 0);
                }
            }
            measurements.forEach(measurement -> System.out.println(measurement.json()));
        } finally {
            for (StoreAddress address : addresses) {
                if (address.isPlain()) {
                    clean(address);
                }
            }
            for (AutoCloseable one : open) {
                close(one);
            }
        }
    }

    /** Waits until each loop has its own connection; until then, some loops would send on those of others. */
    private static void awaitConnections(RedisStore store, int connections) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (store.openConnections() < connections) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no connection to the store within 10 s");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static void fill(RedisStore store) {
        StoreOutcome outcome = store.online()
                .write(Workload.stored(), Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
        if (outcome != StoreOutcome.DONE) {
            throw new IllegalStateException("cannot write the rows: " + outcome);
        }
    }

    private static String countScript() throws IOException {
        try (InputStream in = RedisStore.class.getResourceAsStream("count.lua")) {
            if (in == null) {
                throw new IOException("count.lua is missing from the store client");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Removes the keys of the run. If this fails, rows expire after two hours and counters after a minute. */
    private static void clean(StoreAddress address) throws IOException {
        try (PlainConnection plain = new PlainConnection(address)) {
            plain.ask(List.of("DEL", Workload.STREAM, Workload.RULES));
            for (String prefix : List.of(Workload.CALLER, Workload.CALLEE, Workload.TRUNK, Workload.COUNTER)) {
                List<String> names = Arrays.stream(Workload.keys(prefix))
                        .map(key -> new String(key, StandardCharsets.US_ASCII))
                        .toList();
                for (int from = 0; from < names.size(); from += 500) {
                    List<String> some = names.subList(from, Math.min(from + 500, names.size()));
                    plain.ask(Stream.concat(Stream.of("DEL"), some.stream()).toList());
                }
            }
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            System.err.println("Cannot close: " + e);
        }
    }

    private static int[] numbers(String property, String otherwise) {
        return Stream.of(System.getProperty(property, otherwise).split(",", -1))
                .flatMapToInt(number -> IntStream.of(Integer.parseInt(number.strip())))
                .toArray();
    }
}
