package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real store for the service under test, and a folder of its own for models and views; subclasses fill the folder and set what differs from the defaults.
 * Test classes that name the same subclass share one start of the service. What tests must know is in system properties, since Quarkus may load their classes
 * apart from this one.
 */
public abstract class ServiceForTests implements QuarkusTestResourceLifecycleManager {
    static final String STORE_URL = "voxguard.test.store";

    private @Nullable EmbeddedStore store;
    private @Nullable Path folder;

    @Override
    public final Map<String, String> start() {
        EmbeddedStore started = EmbeddedStore.start();
        store = started;
        System.setProperty(STORE_URL, started.url());
        Map<String, String> settings = new HashMap<>();
        settings.put("voxguard.store.url", started.url());
        try {
            Path models = Files.createTempDirectory("voxguard-test-models-");
            folder = models;
            settings.put("voxguard.models.dir", models.toString());
            configure(models, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /**
     * Fills the folder and adds settings.
     *
     * @param models an empty folder, which {@code voxguard.models.dir} names
     * @param settings those of the store and the folder; may be replaced
     */
    abstract void configure(Path models, Map<String, String> settings) throws IOException;

    /** Copies the project's models, views and number ranges. */
    static void copyProjectModels(Path target) throws IOException {
        Path source = StoreForTests.models();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String relative = source.relativize(file).toString();
                if (!relative.startsWith("training")) {
                    Path copy = target.resolve(relative);
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    @Override
    public final void stop() {
        if (store != null) {
            store.close();
        }
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
