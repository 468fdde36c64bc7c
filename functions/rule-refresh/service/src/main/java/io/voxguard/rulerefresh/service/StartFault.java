package io.voxguard.rulerefresh.service;

import io.quarkus.runtime.QuarkusBindException;
import io.voxguard.rulerefresh.app.DatabaseUrl;
import io.voxguard.rulerefresh.app.OneLine;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Says in one line why a start has failed, and what to set. */
final class StartFault {
    private static final int MOST_CHARACTERS = 500;

    private StartFault() {}

    static String line(Throwable fault) {
        Throwable root = root(fault);
        if (root instanceof QuarkusBindException bind) {
            return "PORT: expected a free port, got " + bind.getPort() + ", which another process listens on";
        }
        if (root instanceof NoSuchFileException missing) {
            return "MODELS_DIR: expected a folder with feature-views, got none at " + OneLine.of(missing.getFile());
        }
        // a data source without an address is refused before any check of ours runs
        Optional<String> database = DatabaseUrl.problem(databaseUrl());
        return database.orElseGet(() -> OneLine.of(text(root), MOST_CHARACTERS));
    }

    private static Optional<String> databaseUrl() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource.jdbc.url", String.class);
    }

    private static String text(Throwable root) {
        String message = root.getMessage();
        return root instanceof IllegalArgumentException && message != null ? message : root.toString();
    }

    /** The first cause that says what was expected of a setting, else the last. */
    private static Throwable root(Throwable fault) {
        Throwable root = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof IllegalArgumentException
                    && String.valueOf(cause.getMessage()).contains(": expected ")) {
                break;
            }
        }
        return root;
    }
}
