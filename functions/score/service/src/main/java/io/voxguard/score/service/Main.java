package io.voxguard.score.service;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.voxguard.function.process.FunctionProcess;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Starts the process; a start that fails is one line on standard error and an exit code other than 0. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        FunctionProcess.run("score", Main::explanation, arguments);
    }

    private static Optional<String> explanation(Throwable cause) {
        return cause instanceof NoSuchFileException missing
                ? Optional.of("MODELS_DIR: expected a folder of models, got none at " + missing.getFile())
                : Optional.empty();
    }
}
