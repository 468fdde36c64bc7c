package io.voxguard.score.lambda.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** The project's models. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString());
    }

    @Override
    public void stop() {
        // nothing was started
    }
}
