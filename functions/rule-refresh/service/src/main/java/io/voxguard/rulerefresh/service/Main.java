package io.voxguard.rulerefresh.service;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.voxguard.function.process.FunctionProcess;
import io.voxguard.rulerefresh.function.DatabaseUrl;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts the process; a start that fails is one line on standard error and an exit code other than 0. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        FunctionProcess.run("rule-refresh", Main::explanation, arguments);
    }

    private static Optional<String> explanation(Throwable cause) {
        if (cause instanceof NoSuchFileException missing) {
            return Optional.of("MODELS_DIR: expected a folder with feature-views, got none at " + missing.getFile());
        }
        // Agroal refuses a data source without an address before StartCheck can
        return DatabaseUrl.problem(
                ConfigProvider.getConfig().getOptionalValue("quarkus.datasource.jdbc.url", String.class));
    }
}
