package io.voxguard.api;

import java.nio.file.Path;
import java.util.Map;

/** The service with the project's own models. */
public final class StoreForTests extends ServiceForTests {
    static Path models() {
        return Path.of(System.getProperty("voxguard.root"), "models");
    }

    @Override
    void configure(Path models, Map<String, String> settings) {
        settings.put("voxguard.models.dir", models().toString());
        settings.put("voxguard.scoring.default-deadline", "5s");
    }

    /** The address of the store under test. */
    static String url() {
        return System.getProperty(STORE_URL);
    }
}
