package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start that fails says in one line what to set, without a stack trace, and ends with another code than 0. */
class StartFailuresIT {
    private static EmbeddedStore store;

    @TempDir
    Path folder;

    @BeforeAll
    static void startStore() {
        store = EmbeddedStore.start();
    }

    @AfterAll
    static void stopStore() {
        store.close();
    }

    private static void fails(Map<String, String> changed, String... said) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "STORE_URL", store.url(), "MODELS_DIR", StoreForTests.models().toString()));
        environment.putAll(changed);
        try (ServiceProcess service = ServiceProcess.start(environment)) {
            assertThat(service.exitCode()).isNotZero();
            List<String> lines = service.output().lines().toList();
            assertThat(lines)
                    .as(service.output())
                    .noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by:"));
            List<String> failures = lines.stream()
                    .filter(line -> line.contains("Not started: "))
                    .toList();
            assertThat(failures).as(service.output()).hasSize(1);
            assertThat(failures.getFirst()).contains(said);
            // Warnings may come beside it: a store that is slow to answer while the machine is busy.
            assertThat(lines.stream().filter(line -> line.contains(" ERROR ")))
                    .as(service.output())
                    .allMatch(failures::contains);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STORE_URL, '', STORE_URL",
        "STORE_URL, nonsense, STORE_URL",
        "PORT, abc, PORT=abc",
        "MODELS_DIR, /does/not/exist, MODELS_DIR",
        "VOXGUARD_SCORING_WORKERS, -1, voxguard.scoring.workers=-1",
        "VOXGUARD_SCORING_MAX_BATCH, many, voxguard.scoring.max-batch=many",
        "VOXGUARD_FEATURES_READ_DEADLINE, 0s, voxguard.features.read-deadline=0s",
        "VOXGUARD_HTTP_INLINE_BODY, -5, voxguard.http.inline-body=-5",
        "VOXGUARD_SHUTDOWN_QUIET, soon, voxguard.shutdown.quiet=soon",
        "VOXGUARD_DECISION_LOG_TO, nowhere, voxguard.decision-log.to=nowhere",
        "VOXGUARD_DECISION_LOG_MAX_LENGTH, -1, voxguard.decision-log.max-length=-1",
        "VOXGUARD_SCORING_DEFAULT_DEADLINE, 11s, voxguard.scoring.default-deadline",
        "VOXGUARD_STORE_CONNECTIONS, 0, voxguard.store.connections=0",
        "VOXGUARD_STORE_SILENCE, 1ms, voxguard.store",
        "VOXGUARD_STORE_TRUSTED_CERTIFICATES, /does/not/exist, voxguard.store.trusted-certificates",
        "VOXGUARD_MODELS_PUBLIC_KEYS, abc, keys of models",
        "VOXGUARD_FEAST_REGISTRY, /does/not/exist, voxguard.feast.registry",
        "VOXGUARD_FEAST_KEY_SERIALIZATION, 9, voxguard.feast"
    })
    void badSettingIsNamed(String variable, String value, String named) throws Exception {
        fails(Map.of(variable, value), named);
    }

    @Test
    void severalBadSettingsAreOneLine() throws Exception {
        fails(
                Map.of("VOXGUARD_SCORING_WORKERS", "x", "VOXGUARD_MODELS_POLL", "y"),
                "voxguard.scoring.workers=x",
                "voxguard.models.poll=y");
    }

    @Test
    void portThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            fails(Map.of("PORT", port), "PORT=" + port);
        }
    }

    @Test
    void modelsFolderThatIsAFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("models"), "no folder");
        fails(Map.of("MODELS_DIR", file.toString()), "MODELS_DIR", file.toString());
    }

    @Test
    void brokenViewIsNamedWithItsLine() throws Exception {
        Path view = Files.createDirectories(folder.resolve("feature-views")).resolve("broken.yaml");
        Files.writeString(view, "view: broken\nfeatures: [1\nmore: 2\n");
        fails(Map.of("MODELS_DIR", folder.toString()), view.toString(), "line 3");
    }

    @Test
    void brokenRegistryIsNamed() throws Exception {
        Path registry = Files.write(folder.resolve("registry.db"), new byte[] {12, 34, 56, 78});
        fails(Map.of("VOXGUARD_FEAST_REGISTRY", registry.toString()), "voxguard.feast.registry", registry.toString());
    }

    @Test
    void emptyModelsFolderStartsButIsNotReady() throws IOException, InterruptedException {
        try (ServiceProcess service =
                ServiceProcess.start(Map.of("STORE_URL", store.url(), "MODELS_DIR", folder.toString()))) {
            service.awaitStatus("/q/health/live", 200);
            assertThat(service.get("/q/health/ready")).isEqualTo(503);
            assertThat(service.get("/v2/health/ready")).isEqualTo(503);
        }
    }
}
