package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
    @TempDir
    Path root;

    /** A project whose native executable is a script. */
    private Project project(String script) throws IOException {
        Path target = Files.createDirectories(root.resolve("feature-serving/service/target"));
        Path runner = Files.writeString(target.resolve("service-runner"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(runner, PosixFilePermissions.fromString("rwx------"));
        return new Project(root);
    }

    @Test
    void processThatEndsBeforeItIsReadyIsReportedWithTheEndOfItsLog() throws IOException {
        Project project = project("""
                i=0
                while [ $i -lt 40 ]; do i=$((i + 1)); echo "line $i"; done
                echo "Not started: store $STORE_URL, port $PORT, host $QUARKUS_HTTP_HOST"
                exit 1
                """);
        assertThatThrownBy(() -> ServiceProcess.start(project, true, "redis://store:1", 4711, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the service did not get ready on port 4711")
                .hasMessageContaining("Not started: store redis://store:1, port 4711, host 127.0.0.1")
                .hasMessageContaining("line 40")
                .message()
                .doesNotContain("line 11\n");
    }
}
