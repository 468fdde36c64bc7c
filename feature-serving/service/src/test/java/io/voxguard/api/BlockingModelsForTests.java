package io.voxguard.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real store, the rule set {@code core}, and the project's models with thresholds of zero: by their scores alone they would block every call. */
public class BlockingModelsForTests extends ServiceForTests {
    @Override
    void configure(Path models, Map<String, String> settings) throws IOException {
        settings.put("voxguard.scoring.default-deadline", "5s");
        settings.put("voxguard.rules.set", "core");
        settings.put("voxguard.rules.poll-interval", "20ms");
        copyProjectModels(models);
        for (String model : List.of("call-fraud-gbm", "call-fraud-mlp")) {
            blockEverything(models.resolve(model));
        }
        Files.writeString(models.resolve("short-numbers.csv"), "country_code,number,category\n44,999,emergency\n");
    }

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
}
