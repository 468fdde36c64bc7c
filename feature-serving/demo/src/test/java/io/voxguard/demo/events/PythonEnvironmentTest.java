package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
    /** Python whose environments have a Python that writes down what it is asked. */
    private static final String WORKING = """
            [ "$1" = -c ] && echo 3.12 && exit 0
            mkdir -p "$3/bin"
            printf '#!/bin/sh\\necho "$*" >> "%s/calls"; exit 0\\n' "$3" > "$3/bin/python"
            chmod +x "$3/bin/python"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeRequirements() throws IOException {
        Files.writeString(folder.resolve("requirements.txt"), "redis==1\nlarge==2\n");
    }

    private Prepared prepare(String script) throws Exception {
        return new PythonEnvironment(
                        folder,
                        Scripts.write(folder.resolve("bin/python3"), script).toString())
                .prepare();
    }

    private Path environment() {
        return folder.resolve(".venv");
    }

    @Test
    void environmentIsCreatedWithOnlyWhatCaseManagementNeeds() throws Exception {
        assertThat(prepare(WORKING)).isEqualTo(new Prepared.Ready(environment().resolve("bin/python")));
        assertThat(environment().resolve("calls"))
                .content()
                .startsWith("-m pip install ")
                .endsWith(" redis==1\n");
    }

    @Test
    void completeEnvironmentIsNotInstalledAgainUntilTheRequirementsChange() throws Exception {
        prepare(WORKING);
        prepare("exit 1");
        assertThat(environment().resolve("calls")).content().hasLineCount(1);

        Files.setLastModifiedTime(
                folder.resolve("requirements.txt"), FileTime.from(Instant.now().plus(Duration.ofHours(1))));
        prepare("exit 1");
        assertThat(environment().resolve("calls")).content().hasLineCount(2);
    }

    @Test
    void missingPythonIsTheCause() throws Exception {
        assertThat(new PythonEnvironment(folder, "no-such-python").prepare())
                .isInstanceOfSatisfying(Prepared.LeftOut.class, left -> assertThat(left.cause())
                        .isEqualTo("needs Python 3.11 or newer: no-such-python cannot be run"));
    }

    @Test
    void oldPythonIsTheCause() throws Exception {
        assertThat(prepare("echo 3.9; exit 1")).isEqualTo(new Prepared.LeftOut("needs Python 3.11 or newer, got 3.9"));
    }

    @Test
    void environmentThatWasCreatedInPartIsRemoved() throws Exception {
        Prepared prepared = prepare("""
                [ "$1" = -c ] && echo 3.12 && exit 0
                mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
                echo 'ensurepip is not available' && exit 1
                """);
        assertThat(prepared).isInstanceOfSatisfying(Prepared.LeftOut.class, left -> assertThat(left.cause())
                .endsWith("-m venv: ensurepip is not available"));
        assertThat(environment()).doesNotExist();
    }

    @Test
    void failedInstallationIsTheCauseAndIsTriedAgain() throws Exception {
        Prepared prepared = prepare(WORKING.replace("exit 0\\n", "echo \"ERROR: no network\" >&2; exit 1\\n"));
        assertThat(prepared).isEqualTo(new Prepared.LeftOut("pip: ERROR: no network"));
        prepare("exit 1");
        assertThat(environment().resolve("calls")).content().hasLineCount(2);
    }
}
