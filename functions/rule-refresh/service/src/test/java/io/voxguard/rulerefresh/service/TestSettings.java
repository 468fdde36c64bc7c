package io.voxguard.rulerefresh.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** Settings of rule-refresh in tests: short times, so that faults are noticed soon. The init argument {@code reconcile} is the time between two comparisons. */
public final class TestSettings implements QuarkusTestResourceLifecycleManager {
    private String reconcile = "1s";

    @Override
    public void init(Map<String, String> arguments) {
        reconcile = arguments.getOrDefault("reconcile", reconcile);
    }

    @Override
    public Map<String, String> start() {
        return Map.of(
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString(),
                "voxguard.rules.reconcile",
                reconcile,
                "voxguard.rules.retry",
                "500ms",
                "voxguard.rules.store-limit",
                "500ms");
    }

    @Override
    public void stop() {}
}
