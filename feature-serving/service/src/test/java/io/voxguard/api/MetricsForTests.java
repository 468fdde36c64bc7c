package io.voxguard.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A service with everything on that has metrics: rules, the decision log, events about calls, a limit, and a model with a version that decides differently from version 1. */
public final class MetricsForTests extends ModelsForTests {
    /** The model that has a version 1, as shipped, and a version 2, which blocks every call. */
    static final String DISAGREEING = "disagreeing";

    @Override
    void configure(Path models, Map<String, String> settings) throws IOException {
        super.configure(models, settings);
        settings.put("voxguard.rules.set", "core");
        settings.put("voxguard.decision-log.to", "stream");
        settings.put("voxguard.events.to", "stream");
        settings.put("voxguard.limits.per-caller.per", "caller");
        settings.put("voxguard.limits.per-caller.windows", "10/1s");
        version("1", "");
        version("2", "thresholds: {review: 0.0, block: 0.0}");
    }

    private static void version(String version, String thresholds) throws IOException {
        Path shipped = StoreForTests.models().resolve("call-fraud-mlp/2");
        Path folder = Files.createDirectories(models().resolve(DISAGREEING).resolve(version));
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        String manifest = Files.readString(shipped.resolve("manifest.yaml"))
                .replace("model: call-fraud-mlp", "model: " + DISAGREEING)
                .replace("version: \"2\"", "version: \"" + version + "\"");
        Files.writeString(
                folder.resolve("manifest.yaml"),
                thresholds.isEmpty() ? manifest : manifest.replaceFirst("(?m)^thresholds:.*$", thresholds));
    }
}
