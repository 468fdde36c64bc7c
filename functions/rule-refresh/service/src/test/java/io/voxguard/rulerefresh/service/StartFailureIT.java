package io.voxguard.rulerefresh.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts of the packaged service that fail: one line on standard error that says what to set, and an exit code other than 0. */
class StartFailureIT {
    private static final long LIMIT_SECONDS = 30;
    private static final Map<String, String> RIGHT = Map.of(
            "STORE_URL", "redis://127.0.0.1:1",
            "RULES_DB_URL", "jdbc:postgresql://127.0.0.1:1/rules",
            "MODELS_DIR", Path.of(System.getProperty("voxguard.root"), "models").toString(),
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "PORT", "0");

    @TempDir
    private Path folder;

    @Test
    void databaseUrlThatIsNotSetIsNamed() throws Exception {
        assertThat(failedStart(Map.of("RULES_DB_URL", "")))
                .isEqualTo("rule-refresh does not start: RULES_DB_URL is not set: expected"
                        + " jdbc:postgresql://host:port/database");
    }

    @Test
    void databaseUrlOfAnotherKindIsNamedWithoutItsPassword() throws Exception {
        assertThat(failedStart(Map.of("RULES_DB_URL", "jdbc:mysql://u:secret@h/d")))
                .startsWith("rule-refresh does not start: RULES_DB_URL: expected")
                .doesNotContain("secret");
    }

    @Test
    void storeUrlThatIsNotSetIsNamed() throws Exception {
        assertThat(failedStart(Map.of("STORE_URL", "")))
                .startsWith("rule-refresh does not start: STORE_URL is not set: expected redis://host:port");
    }

    @Test
    void folderWithoutFeatureViewsIsNamed() throws Exception {
        assertThat(failedStart(Map.of("MODELS_DIR", folder.toString())))
                .startsWith(
                        "rule-refresh does not start: MODELS_DIR: expected a folder with feature-views, got none at "
                                + folder);
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(failedStart(Map.of("PORT", Integer.toString(taken.getLocalPort()))))
                    .isEqualTo("rule-refresh does not start: PORT: expected a free port, got " + taken.getLocalPort()
                            + ", which another process listens on");
        }
    }

    /** Returns the service's line on standard error. */
    private String failedStart(Map<String, String> wrong) throws IOException, InterruptedException {
        Path output = folder.resolve("stdout");
        Path errors = folder.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command()).redirectOutput(output.toFile()).redirectError(errors.toFile());
        Map<String, String> environment = new HashMap<>(RIGHT);
        environment.putAll(wrong);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ends within %d s", LIMIT_SECONDS)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isNotZero();
        return Files.readString(errors, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("rule-refresh"))
                .reduce((first, second) -> first + "\n" + second)
                .orElse("nothing");
    }

    /** Returns the command of the native executable if it has been built, else of the jar. */
    private static List<String> command() throws IOException {
        Path target = Path.of("target");
        try (DirectoryStream<Path> runners = Files.newDirectoryStream(target, "*-runner")) {
            for (Path runner : runners) {
                return List.of(runner.toString());
            }
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                target.resolve("quarkus-app/quarkus-run.jar").toString());
    }
}
