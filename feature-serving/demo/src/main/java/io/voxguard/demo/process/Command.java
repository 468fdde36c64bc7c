package io.voxguard.demo.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs programs to their end. */
public final class Command {
    private Command() {}

    /** @param errors text on standard error */
    public record Result(int exitCode, String output, String errors) {
        public boolean succeeded() {
            return exitCode == 0;
        }

        /** Returns the line that says best why it failed: the last one, of standard error if it has any. */
        public String cause() {
            String text = errors.isBlank() ? output : errors;
            return text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce((first, second) -> second)
                    .orElse("exit code " + exitCode);
        }
    }

    /**
     * Runs a program and returns what it has printed.
     *
     * @throws IOException in one line, if there is no such program, or it did not end within the limit; then it was ended
     */
    public static Result run(ProcessBuilder builder, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile("voxguard-", ".out");
        Path errors = Files.createTempFile("voxguard-", ".err");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        try (ChildProcess process = start(builder)) {
            if (!process.await(limit)) {
                throw new IOException(builder.command().get(0) + " did not end within " + limit.toSeconds() + " s");
            }
            return new Result(process.exitCode(), text(output), text(errors));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static ChildProcess start(ProcessBuilder builder) throws IOException {
        try {
            return ChildProcess.start(builder);
        } catch (IOException e) {
            throw new IOException(builder.command().get(0) + " cannot be run", e); // Java's text ends with an errno
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
