package io.voxguard.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The commands of {@code ./voxguard} that need Java. Exit code 0: done; 1: failed; 2: not understood. */
public final class Launcher {
    private static final int DEFAULT_PORT = 8080;

    private Launcher() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(new ArrayDeque<>(List.of(arguments))));
    }

    private static int run(Deque<String> arguments) throws InterruptedException {
        Project project = Project.here();
        try {
            String command = arguments.removeFirst();
            boolean nativeExecutable = arguments.remove("--native");
            if (command.equals("run")) {
                Run.run(project, port(arguments), nativeExecutable);
                return 0;
            }
            if (command.equals("replay-log")) {
                return ReplayLog.run(project, arguments) ? 0 : 1;
            }
            boolean scoresOnly = arguments.remove("--scores-only");
            Path file = arguments.isEmpty() ? project.sampleCalls() : Path.of(arguments.removeFirst());
            if (!Files.isReadable(file) || !arguments.isEmpty()) {
                System.err.println(
                        "voxguard " + command + ": expected one file of call records, got " + file + " " + arguments);
                return 2;
            }
            return Demo.run(project, file, nativeExecutable, scoresOnly) ? 0 : 1;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            System.err.println("voxguard: " + e.getMessage());
            return 1;
        }
    }

    private static int port(Deque<String> arguments) {
        String text = System.getenv("PORT");
        if (arguments.remove("--port")) {
            text = arguments.isEmpty() ? "" : arguments.removeFirst();
        }
        if (text == null) {
            return DEFAULT_PORT;
        }
        if (!text.matches("[0-9]{1,5}") || !arguments.isEmpty()) {
            throw new IllegalArgumentException("run: expected [--native] [--port N], got " + text + " " + arguments);
        }
        return Integer.parseInt(text);
    }
}
