package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTest {
    @TempDir
    Path root;

    @Test
    void projectFolderIsTheOneThatTheBuildNames() {
        assertThat(Project.here().sampleCalls()).isRegularFile();
        assertThat(Project.here().models().resolve("feature-views")).isDirectory();
    }

    @Test
    void serviceRunsOnThisJvmFromItsJar() throws IOException {
        assertThat(new Project(root).serviceCommand(false))
                .startsWith(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .endsWith(
                        "-jar",
                        root.resolve("feature-serving/service/target/quarkus-app/quarkus-run.jar")
                                .toString());
    }

    @Test
    void nativeServiceIsFoundWhateverItsVersion() throws IOException {
        Path target = Files.createDirectories(root.resolve("feature-serving/service/target"));
        Files.createFile(target.resolve("other.jar"));
        Path runner = Files.createFile(target.resolve("feature-serving-service-9.9-runner"));
        assertThat(new Project(root).serviceCommand(true)).containsExactly(runner.toString());
    }

    @Test
    void missingNativeServiceSaysHowToBuildIt() throws IOException {
        Files.createDirectories(root.resolve("feature-serving/service/target"));
        assertThatThrownBy(() -> new Project(root).serviceCommand(true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-Dnative");
    }
}
