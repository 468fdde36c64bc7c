package io.voxguard.featureupdate.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The project's feature views, the optional ones among them, and number ranges. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    private Path folder = Path.of("");

    @Override
    public Map<String, String> start() {
        Path models = Path.of(System.getProperty("voxguard.root"), "models");
        try {
            folder = Files.createTempDirectory("models");
            Files.copy(models.resolve("number-ranges.csv"), folder.resolve("number-ranges.csv"));
            Path views = Files.createDirectory(folder.resolve("feature-views"));
            for (String from : List.of("feature-views", "optional-views")) {
                copy(models.resolve(from), views);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("voxguard.models.dir", folder.toString());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
