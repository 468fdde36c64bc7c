package io.voxguard.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie in the project. */
record Project(Path root) {
    static Project here() {
        return new Project(Path.of(System.getProperty("voxguard.root", "."))
                .toAbsolutePath()
                .normalize());
    }

    /** MODELS_DIR, else the project's. */
    Path models() {
        String given = System.getenv("MODELS_DIR");
        return given == null || given.isBlank()
                ? root.resolve("models")
                : Path.of(given).toAbsolutePath();
    }

    Path sampleCalls() {
        return root.resolve("models/training/sample/calls.csv");
    }

    /** The command that starts the service, on the JVM or as the native executable. */
    List<String> serviceCommand(boolean nativeExecutable) throws IOException {
        Path target = root.resolve("feature-serving/service/target");
        if (nativeExecutable) {
            return List.of(runner(target).toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                target.resolve("quarkus-app/quarkus-run.jar").toString());
    }

    private static Path runner(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no native executable in " + target
                            + ": build it with GRAALVM_HOME=… ./mvnw verify -Dnative"));
        }
    }
}
