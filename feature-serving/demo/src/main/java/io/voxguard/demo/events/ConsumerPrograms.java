package io.voxguard.demo.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Programs of the consumers, as far as they can run here.
 *
 * @param folder {@code clients/events}
 * @param python that runs case management
 * @param alerting executable
 */
record ConsumerPrograms(Path folder, Prepared python, Prepared alerting) {
    static ConsumerPrograms prepare(Path folder) throws InterruptedException {
        return new ConsumerPrograms(
                folder,
                new PythonEnvironment(folder, "python3").prepare(),
                new GoProgram(folder.resolve("alerting"), "go").prepare());
    }

    Optional<Path> pythonExecutable() {
        return executable(python);
    }

    Optional<Path> alertingExecutable() {
        return executable(alerting);
    }

    boolean canRunAny() {
        return pythonExecutable().isPresent() || alertingExecutable().isPresent();
    }

    private static Optional<Path> executable(Prepared program) {
        return program instanceof Prepared.Ready ready ? Optional.of(ready.executable()) : Optional.empty();
    }

    /** Returns a line on each that cannot run. */
    List<String> leftOut() {
        List<String> lines = new ArrayList<>();
        if (python instanceof Prepared.LeftOut cases) {
            lines.add("Left out: case management (" + cases.cause() + ")");
        }
        if (alerting instanceof Prepared.LeftOut alerts) {
            lines.add("Left out: alerting (" + alerts.cause() + ")");
        }
        return lines;
    }
}
