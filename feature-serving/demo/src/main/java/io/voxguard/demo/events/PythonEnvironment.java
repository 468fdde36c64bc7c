package io.voxguard.demo.events;

import io.voxguard.demo.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Virtual environment of the consumers in Python, {@code .venv} in their folder, with what case management needs.
 *
 * @param python command that creates it
 */
record PythonEnvironment(Path folder, String python) {
    private static final Duration TO_CREATE = Duration.ofSeconds(60);
    private static final Duration TO_INSTALL = Duration.ofSeconds(120);
    private static final String VERSION =
            "import sys; v = sys.version_info; print('%d.%d' % v[:2]); sys.exit(v < (3, 11))";

    /** Creates it unless it exists, and completes it. */
    Prepared prepare() throws InterruptedException {
        Path executable = environment().resolve("bin/python");
        try {
            if (!Files.isExecutable(executable)) {
                Command.Result version = run(TO_CREATE, python, "-c", VERSION);
                if (!version.succeeded()) {
                    return new Prepared.LeftOut("needs Python 3.11 or newer, got "
                            + version.output().strip());
                }
                System.err.println("creating clients/events/.venv (once) ...");
                Command.Result created =
                        run(TO_CREATE, python, "-m", "venv", environment().toString());
                if (!created.succeeded()) {
                    Folders.delete(environment()); // a part of one would be taken for a whole one
                    return new Prepared.LeftOut(python + " -m venv: " + created.cause());
                }
            }
            return isComplete() ? new Prepared.Ready(executable) : install(executable);
        } catch (IOException e) {
            return new Prepared.LeftOut("needs Python 3.11 or newer: " + e.getMessage());
        }
    }

    private Prepared install(Path executable) throws IOException, InterruptedException {
        Command.Result installed = run(
                TO_INSTALL,
                executable.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--retries=1",
                "--timeout=10",
                requirement());
        if (!installed.succeeded()) {
            return new Prepared.LeftOut("pip: " + installed.cause());
        }
        Files.writeString(marker(), "");
        return new Prepared.Ready(executable);
    }

    /** Returns the only requirement of case management; the others are for analytics, and large. */
    private String requirement() throws IOException {
        return Files.readAllLines(requirements()).stream()
                .filter(line -> line.startsWith("redis=="))
                .findFirst()
                .orElseThrow(() -> new IOException(requirements() + ": expected a line redis==…, got none"));
    }

    private boolean isComplete() throws IOException {
        return Files.exists(marker())
                && Files.getLastModifiedTime(marker()).compareTo(Files.getLastModifiedTime(requirements())) >= 0;
    }

    private static Command.Result run(Duration limit, String... command) throws IOException, InterruptedException {
        return Command.run(new ProcessBuilder(List.of(command)), limit);
    }

    private Path environment() {
        return folder.resolve(".venv");
    }

    private Path marker() {
        return environment().resolve("case-management.installed");
    }

    private Path requirements() {
        return folder.resolve("requirements.txt");
    }
}
