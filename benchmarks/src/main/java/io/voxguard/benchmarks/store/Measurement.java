package io.voxguard.benchmarks.store;

import io.voxguard.benchmarks.store.ClosedLoop.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Measurement of one configuration: its rounds and their figures. */
final class Measurement {
    /** Maximum share of the machine that other processes may use in a round. */
    private static final double MAX_OTHERS_SHARE = Double.parseDouble(System.getProperty("quiet", "0.1"));

    private static final int MAX_REPEATS = Integer.getInteger("again", 5);
    /** Maximum time to wait before a round for other processes to become idle. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(Integer.getInteger("patience", 5));

    private static final String OTHERS = "others_cpu_share";

    private final StoreAddress address;
    private final int connections;
    private final int inFlight;
    private final ClosedLoop ours;
    private final Optional<PlainConnection> store;
    private final Optional<RedisBenchmark> reference;
    private final List<Map<String, Double>> rounds = new ArrayList<>();

    /**
     * @param store connection that reads the store's CPU time; empty if it cannot be read
     * @param reference benchmark to compare with; empty: no comparison
     */
    Measurement(
            StoreAddress address,
            int connections,
            int inFlight,
            ClosedLoop ours,
            Optional<PlainConnection> store,
            Optional<RedisBenchmark> reference) {
        this.address = address;
        this.connections = connections;
        this.inFlight = inFlight;
        this.ours = ours;
        this.store = store;
        this.reference = reference;
    }

    /** Measures a round; repeats it, a few times at most, if other processes used so much of the machine that they would distort the figures. */
    void round(Duration length, boolean counts) throws IOException, InterruptedException {
        awaitQuiet();
        Map<String, Double> figures = measure(length);
        for (int again = 0;
                counts && again < MAX_REPEATS && figures.getOrDefault(OTHERS, 0.0) > MAX_OTHERS_SHARE;
                again++) {
            awaitQuiet();
            figures = measure(length);
        }
        if (counts) {
            rounds.add(figures);
        }
    }

    private static void awaitQuiet() throws IOException, InterruptedException {
        long until = System.nanoTime() + MAX_WAIT.toNanos();
        while (System.nanoTime() < until) {
            MachineTime before = MachineTime.now();
            TimeUnit.MILLISECONDS.sleep(300);
            if (MachineTime.now().since(before).othersShare(0) <= MAX_OTHERS_SHARE) {
                return;
            }
        }
    }

    private Map<String, Double> measure(Duration length) throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        double storeBefore = storeCpu();
        MachineTime before = MachineTime.now();
        Run run = ours.run(inFlight, length);
        MachineTime spent = MachineTime.now().since(before);
        double storeSpent = storeCpu() - storeBefore;
        double rate = run.operations() * 1e9 / run.nanos();
        figures.put("ops_per_s", rate);
        figures.put("keys_per_s", run.keys() * 1e9 / run.nanos());
        figures.put("p50_us", run.latency().getValueAtPercentile(50) / 1e3);
        figures.put("p99_us", run.latency().getValueAtPercentile(99) / 1e3);
        figures.put("p999_us", run.latency().getValueAtPercentile(99.9) / 1e3);
        figures.put("client_cpu_us_per_op", spent.own() * 1e6 / run.operations());
        if (store.isPresent()) {
            figures.put("store_cpu_us_per_op", storeSpent * 1e6 / run.operations());
            figures.put(OTHERS, spent.othersShare(storeSpent));
        }
        if (reference.isPresent()) {
            compare(reference.get(), length, rate, figures);
        }
        return figures;
    }

    private void compare(RedisBenchmark benchmark, Duration length, double rate, Map<String, Double> figures)
            throws IOException, InterruptedException {
        double storeBefore = storeCpu();
        MachineTime before = MachineTime.now();
        double other = benchmark.mixed(connections, inFlight, length.toNanos() / 1e9);
        MachineTime spent = MachineTime.now().since(before);
        double storeSpent = storeCpu() - storeBefore;
        benchmark
                .rates()
                .forEach((operation, of) ->
                        figures.put("redis_benchmark_" + operation.name().toLowerCase(Locale.ROOT) + "_per_s", of));
        figures.put("redis_benchmark_ops_per_s", other);
        figures.put("ratio", rate / other);
        figures.merge(OTHERS, spent.othersShare(storeSpent), Math::max);
    }

    private double storeCpu() throws IOException {
        return store.isPresent() ? store.get().cpuSeconds() : 0;
    }

    /** Returns the medians of the rounds as JSON. */
    String json() {
        String figures = rounds.getFirst().keySet().stream()
                .map(name -> String.format(Locale.ROOT, ",\"%s\":%s", name, number(median(name))))
                .collect(Collectors.joining());
        return String.format(
                        "{\"transport\":\"%s\",\"connections\":%d,\"in_flight\":%d,\"rounds\":%d",
                        address.transport(), connections, inFlight, rounds.size())
                + figures
                + "}";
    }

    private double median(String name) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round.get(name)).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}
