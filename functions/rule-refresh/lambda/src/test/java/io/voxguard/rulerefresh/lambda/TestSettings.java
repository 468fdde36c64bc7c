package io.voxguard.rulerefresh.lambda;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** Settings of the function in tests: short times, so that faults are noticed soon. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "voxguard.models.dir",
                        Path.of(System.getProperty("voxguard.root"), "models").toString(),
                "voxguard.rules.retry", "500ms",
                "voxguard.rules.store-limit", "500ms",
                "voxguard.lambda.limit", "4s");
    }

    @Override
    public void stop() {}
}
