package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real store, the rule set {@code core}, and the project's models with thresholds of zero: by their scores alone they would block every call. */
public class BlockingModelsForTests implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedStore store;

    @Override
    public Map<String, String> start() {
        EmbeddedStore started = EmbeddedStore.start();
        store = started;
        System.setProperty("voxguard.test.store", started.url());
        Map<String, String> settings = new HashMap<>();
        settings.put("voxguard.store.url", started.url());
        settings.put("voxguard.scoring.default-deadline", "5s");
        settings.put("voxguard.rules.set", "core");
        settings.put("voxguard.rules.poll-interval", "20ms");
        try {
            Path models = Files.createTempDirectory("models-that-block");
            FeaturesForTests.copyModels(models);
            for (String model : List.of("call-fraud-gbm", "call-fraud-mlp")) {
                blockEverything(models.resolve(model));
            }
            Files.writeString(models.resolve("short-numbers.csv"), "country_code,number,category\n44,999,emergency\n");
            settings.put("voxguard.models.dir", models.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        more(settings);
        return settings;
    }

    /** For a class that needs other settings. */
    void more(Map<String, String> settings) {}

    private static void blockEverything(Path model) throws IOException {
        try (var versions = Files.list(model)) {
            for (Path version : (Iterable<Path>) versions::iterator) {
                Path manifest = version.resolve("manifest.yaml");
                if (Files.exists(manifest)) {
                    String text = Files.readString(manifest)
                            .replaceFirst("(?m)^policy:.*\\R(?:[ ].*\\R)*", "")
                            .replaceFirst("(?m)^thresholds:.*\\R(?:[ ].*\\R)*", "");
                    Files.writeString(manifest, text + "\nthresholds: {review: 0.0, block: 0.0}\n");
                }
            }
        }
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
        }
    }
}
