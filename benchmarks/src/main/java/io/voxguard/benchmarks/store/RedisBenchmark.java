package io.voxguard.benchmarks.store;

import io.voxguard.benchmarks.store.Workload.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runner of {@code redis-benchmark} with the commands that our client sends, one kind per run, since it cannot mix them. The rate of the mix is the weighted harmonic
 * mean of the rates. Each kind runs for about the same time.
 */
final class RedisBenchmark {
    private static final Pattern RATE = Pattern.compile("^\"[^\"]*\",\"([0-9.]+)\"", Pattern.MULTILINE);
    /** Attempts per run: redis-benchmark sometimes ends with "All clients disconnected" instead of a figure. */
    private static final int ATTEMPTS = 5;

    private static final String RANDOM = "__rand_int__";

    private final StoreAddress address;
    private final String countScript;
    private final Map<Operation, Double> expected = new EnumMap<>(Operation.class);

    /** @param countScript hash of the counter's script, which the store has loaded */
    RedisBenchmark(StoreAddress address, String countScript) {
        this.address = address;
        this.countScript = countScript;
    }

    /** Returns the operations per second of the mix. */
    double mixed(int connections, int inFlight, double seconds) throws IOException, InterruptedException {
        double secondsPerOperation = 0;
        for (Operation operation : Operation.values()) {
            double guess = expected.getOrDefault(operation, 200_000.0);
            long batches = Math.max(2, (long) (guess * seconds / Operation.values().length) / inFlight);
            double rate = rate(operation, connections, inFlight / connections, batches * inFlight);
            expected.put(operation, rate);
            secondsPerOperation += operation.percent / 100.0 / rate;
        }
        return 1 / secondsPerOperation;
    }

    Map<Operation, Double> rates() {
        return expected;
    }

    private double rate(Operation operation, int connections, int pipeline, long requests)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "--csv"));
        command.addAll(address.options());
        command.addAll(List.of("-c", "" + connections, "-P", "" + pipeline, "-n", "" + requests));
        command.addAll(List.of("-r", "" + Workload.KEYS));
        command.addAll(arguments(operation));
        String output = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            Matcher rate = RATE.matcher(output);
            if (rate.find()) {
                return Double.parseDouble(rate.group(1));
            }
        }
        throw new IOException(String.join(" ", command) + " printed " + output);
    }

    private List<String> arguments(Operation operation) {
        return switch (operation) {
            case FEATURES ->
                List.of("MGET", Workload.CALLER + RANDOM, Workload.CALLEE + RANDOM, Workload.TRUNK + RANDOM);
            case RULE -> List.of("MGET", Workload.RULES);
            case COUNT ->
                List.of("EVALSHA", countScript, "1", Workload.COUNTER + RANDOM, "" + Workload.COUNTER_TTL.toMillis());
            case APPEND ->
                Arrays.asList(
                        "XADD",
                        Workload.STREAM,
                        "MAXLEN",
                        "~",
                        "" + Workload.STREAM_LENGTH,
                        "*",
                        "record",
                        Workload.EVENT);
        };
    }
}
