package io.voxguard.benchmarks.features;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.update.FeatureUpdater;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Bytes of the store that a caller takes after a week of calls. */
final class StoredBytes {
    private static final int CALLS_A_DAY = Integer.getInteger("callsADay", 5);
    private static final int MEASURED_CALLERS = Integer.getInteger("measuredCallers", 2_000);
    private static final int SHOWN = 500;
    private static final int COPIED_AT_ONCE = 1_000;
    private static final int DAYS = 8;
    private static final long DAY_MS = 86_400_000;
    /** Time after the last event. */
    static final long END_MS = SampleCalls.START_MS + (DAYS + 1) * DAY_MS;

    private static final List<String> ROWS =
            List.of("caller_velocity", "caller_geography", "caller_rhythm", "caller_history");
    /** Copies all keys of callers, with their expiry. ARGV: first and last copy, number of callers to copy, names of the views. */
    private static final String COPY = """
            for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
              local from, to = string.format('{+1415%07d}', i % ARGV[3]), string.format('{+1415%07d}', i)
              redis.call('COPY', 'fs:' .. from .. ':caller', 'fs:' .. to .. ':caller')
              for view = 4, #ARGV do
                redis.call('COPY', 'fv:' .. from .. ':' .. ARGV[view], 'fv:' .. to .. ':' .. ARGV[view])
              end
            end
            """;

    private final RedisCommands<String, String> redis;
    private final SampleCalls calls;

    StoredBytes(RedisCommands<String, String> redis, SampleCalls calls) {
        this.redis = redis;
        this.calls = calls;
    }

    /** Counts a week of callers who call some people again and again, and a day more; tells what their keys take. */
    void measure(FeatureUpdater updater) {
        for (int day = 0; day < DAYS; day++) {
            for (int caller = 0; caller < MEASURED_CALLERS; caller++) {
                List<CallEvent> batch = new ArrayList<>();
                long time = SampleCalls.START_MS + day * DAY_MS;
                for (int call = 0; call < CALLS_A_DAY; call++) {
                    time += calls.nextLong(DAY_MS / CALLS_A_DAY);
                    calls.add(batch, SampleCalls.numberOf(caller), time, 20);
                }
                updater.update(batch);
            }
        }
        long[] states = sizes("fs:{%s}:caller");
        long[] rows = new long[states.length];
        for (String view : ROWS) {
            long[] ofView = sizes("fv:{%s}:" + view);
            Arrays.setAll(rows, i -> rows[i] + ofView[i]);
        }
        long[] values = Stream.iterate(0, i -> i + 1)
                .limit(SHOWN)
                .mapToLong(i -> redis.strlen("fs:{" + SampleCalls.numberOf(i) + "}:caller"))
                .toArray();
        System.out.printf(
                "{\"calls_a_day\":%d,\"state_value_bytes\":%d,\"state_in_store\":%d,\"rows_in_store\":%d,\"largest_state_in_store\":%d}%n",
                CALLS_A_DAY,
                median(values),
                median(states),
                median(rows),
                Arrays.stream(states).max().orElse(0));
    }

    /** Copies the keys of the measured callers until there are as many; tells what the store takes for each. */
    void populate(int callers) {
        long before = usedMemory();
        for (int from = MEASURED_CALLERS; from < callers; from += COPIED_AT_ONCE) {
            List<String> arguments = new ArrayList<>(List.of(
                    Integer.toString(from),
                    Integer.toString(Math.min(callers, from + COPIED_AT_ONCE) - 1),
                    Integer.toString(MEASURED_CALLERS)));
            arguments.addAll(ROWS);
            redis.eval(COPY, ScriptOutputType.INTEGER, new String[0], arguments.toArray(String[]::new));
        }
        System.out.printf(
                "{\"population\":%d,\"keys\":%d,\"bytes_a_caller\":%d,\"used_memory\":%d}%n",
                callers, redis.dbsize(), (usedMemory() - before) / (callers - MEASURED_CALLERS), usedMemory());
    }

    private long usedMemory() {
        return redis.info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private long[] sizes(String key) {
        return Stream.iterate(0, i -> i + 1)
                .limit(SHOWN)
                .mapToLong(i -> redis.memoryUsage(String.format(key, SampleCalls.numberOf(i))))
                .toArray();
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
