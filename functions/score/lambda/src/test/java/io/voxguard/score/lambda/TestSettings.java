package io.voxguard.score.lambda;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** The project's models; answers go to a stream of the store. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "voxguard.events.to",
                "stream",
                "voxguard.function.retry",
                "0s",
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString());
    }

    @Override
    public void stop() {
        // nothing was started
    }
}
