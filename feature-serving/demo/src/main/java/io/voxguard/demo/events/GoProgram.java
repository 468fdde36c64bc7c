package io.voxguard.demo.events;

import io.voxguard.demo.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Alerting, built from its folder into {@code bin/alerting}.
 *
 * @param go command that builds it
 */
record GoProgram(Path folder, String go) {
    private static final Duration TO_BUILD = Duration.ofSeconds(120);

    Prepared prepare() throws InterruptedException {
        Path executable = folder.resolve("bin/alerting");
        if (!Files.isExecutable(executable)) {
            System.err.println("building clients/events/alerting (once) ...");
        }
        try {
            Command.Result built = Command.run(
                    new ProcessBuilder(List.of(go, "build", "-o", executable.toString(), "."))
                            .directory(folder.toFile()),
                    TO_BUILD);
            return built.succeeded()
                    ? new Prepared.Ready(executable)
                    : new Prepared.LeftOut(go + " build: " + built.cause());
        } catch (IOException e) {
            return new Prepared.LeftOut("needs Go: " + e.getMessage());
        }
    }
}
