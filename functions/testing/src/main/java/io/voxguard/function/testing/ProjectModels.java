package io.voxguard.function.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The project's models and feature views; init arguments are further settings. */
public final class ProjectModels implements QuarkusTestResourceLifecycleManager {
    private Map<String, String> settings = Map.of();

    @Override
    public void init(Map<String, String> arguments) {
        settings = arguments;
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> all = new HashMap<>(settings);
        all.put(
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString());
        return all;
    }

    @Override
    public void stop() {
        // nothing was started
    }
}
