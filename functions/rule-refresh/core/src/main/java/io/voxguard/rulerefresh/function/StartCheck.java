package io.voxguard.rulerefresh.function;

import io.quarkus.runtime.StartupEvent;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rules.condition.ConditionCompiler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads all settings before anything starts: a wrong one ends the start rather than fail the first event. */
@Singleton
final class StartCheck {
    private static final int BEFORE_OTHERS = 1;

    private final Optional<String> databaseUrl;
    private final Instance<RefreshSettings> refreshSettings;
    private final Instance<ConditionCompiler> conditions;

    StartCheck(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") Optional<String> databaseUrl,
            Instance<RefreshSettings> refreshSettings,
            Instance<ConditionCompiler> conditions) {
        this.databaseUrl = databaseUrl;
        this.refreshSettings = refreshSettings;
        this.conditions = conditions;
    }

    void check(@Observes @Priority(BEFORE_OTHERS) StartupEvent starting) {
        DatabaseUrl.problem(databaseUrl).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        refreshSettings.get();
        conditions.get();
    }
}
