package io.voxguard.store.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Record of the capabilities of each engine: {@code target/store-suite/<engine>.csv}, from which {@code docs/store/capabilities.md} is generated. */
final class CapabilityRecord implements TestWatcher, AfterAllCallback {
    private static final Map<String, String> VERSIONS = new ConcurrentHashMap<>();
    private static final Map<String, Set<String>> COMMANDS = new ConcurrentHashMap<>();
    private static final Map<String, Map<String, String>> RESULTS = new ConcurrentHashMap<>();
    private static final Map<String, String> ENGINE_OF = new ConcurrentHashMap<>();
    private static volatile String current = "";

    static void server(String engine, String version) {
        VERSIONS.put(engine, version);
        current = engine;
    }

    static void commands(String engine, Set<String> commands) {
        COMMANDS.merge(engine, commands, (some, others) -> {
            Set<String> all = new TreeSet<>(some);
            all.addAll(others);
            return all;
        });
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        result(context, "yes");
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        result(context, "no");
    }

    private static void result(ExtensionContext context, String what) {
        ENGINE_OF.putIfAbsent(context.getRequiredTestClass().getName(), current);
        RESULTS.computeIfAbsent(current, engine -> new TreeMap<>())
                .put(words(context.getRequiredTestMethod().getName()), what);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        String engine = ENGINE_OF.get(context.getRequiredTestClass().getName());
        if (engine == null) {
            return;
        }
        StringBuilder csv = new StringBuilder("capability," + VERSIONS.get(engine) + "\n");
        RESULTS.getOrDefault(engine, Map.of()).forEach((name, what) -> csv.append(name + "," + what + "\n"));
        csv.append("commands sent,"
                + String.join(" ", new TreeSet<>(COMMANDS.getOrDefault(engine, Set.of())))
                        .replace(',', ' ') + "\n");
        Path folder = Files.createDirectories(Path.of("target", "store-suite"));
        Files.writeString(folder.resolve(engine + ".csv"), csv);
    }

    private static String words(String camelCase) {
        return camelCase.replaceAll("(?=[A-Z])|(?<=[a-z])(?=[0-9])", " ").toLowerCase(Locale.ROOT);
    }
}
