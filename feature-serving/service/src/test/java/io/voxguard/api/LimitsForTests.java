package io.voxguard.api;

import java.nio.file.Path;
import java.util.Map;

/** A service with limits of every kind, whose windows are so long that nothing fills while a test runs; and no models. */
public class LimitsForTests extends ServiceForTests {
    @Override
    void configure(Path models, Map<String, String> settings) {
        declare(settings);
    }

    static void declare(Map<String, String> settings) {
        settings.put("voxguard.limit-checks.deadline", "5s");
        limit(settings, "per-caller", "caller", "5/24h");
        limit(settings, "per-callee", "callee", "5/24h");
        limit(settings, "per-trunk", "trunk", "3/24h");
        limit(settings, "per-pair", "pair", "5/24h");
        limit(settings, "per-key", "key", "5/24h");
        limit(settings, "call", "caller", "5/24h");
        settings.put("voxguard.limits.call.combine-with", "per-trunk,watched");
        limit(settings, "watched", "trunk", "2/24h");
        settings.put("voxguard.limits.watched.shadow", "true");
        limit(settings, "two", "key", "2/500ms,3/24h burst 4");
        limit(settings, "quick", "key", "2/4s burst 2");
        limit(settings, "bounded", "key", "5/24h");
        settings.put("voxguard.limits.bounded.max-cost", "10");
        limit(settings, "strict", "key", "5/24h");
        settings.put("voxguard.limits.strict.when-store-is-away", "refuse");
        limit(settings, "lenient-and-strict", "key", "5/24h");
        settings.put("voxguard.limits.lenient-and-strict.combine-with", "strict");
    }

    private static void limit(Map<String, String> settings, String name, String per, String windows) {
        settings.put("voxguard.limits." + name + ".per", per);
        settings.put("voxguard.limits." + name + ".windows", windows);
    }
}
