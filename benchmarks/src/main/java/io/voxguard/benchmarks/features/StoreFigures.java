package io.voxguard.benchmarks.features;

import io.lettuce.core.api.sync.RedisCommands;

/** Processor time of the store and of this process at one time. */
record StoreFigures(double storeMicros, long ownMicros) {
    /** Returns the figures, and sets the store's statistics of commands to 0. */
    static StoreFigures reset(RedisCommands<String, String> redis) {
        redis.configResetstat();
        return new StoreFigures(storeMicrosNow(redis), ownMicrosNow());
    }

    /** Returns microseconds of either, and calls and microseconds of each command, for an event, as members of a JSON object. */
    String sinceThen(RedisCommands<String, String> redis, long events) {
        return String.format(
                "\"cpu_us\":{\"store\":%.1f,\"updater\":%.1f},\"store\":%s",
                (storeMicrosNow(redis) - storeMicros) / events,
                (double) (ownMicrosNow() - ownMicros) / events,
                operations(redis, events));
    }

    private static double storeMicrosNow(RedisCommands<String, String> redis) {
        return redis.info("cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
                .mapToDouble(line -> 1e6 * Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    private static long ownMicrosNow() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1000;
    }

    private static String operations(RedisCommands<String, String> redis, long events) {
        StringBuilder json = new StringBuilder("{");
        for (String line : redis.info("commandstats").split("\r\n")) {
            if (line.matches("cmdstat_(evalsha|mget|set|getrange|setrange|append|pexpire|eval):.*")) {
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
}
