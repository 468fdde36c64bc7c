package io.voxguard.serving.repository.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of models: people's, and those that were fetched. */
class VersionFoldersTest {
    @TempDir
    private Path root;

    private Path models;
    private Path fetched;
    private VersionFolders folders;

    @BeforeEach
    void open() {
        models = root.resolve("models");
        fetched = root.resolve("fetched");
        folders = new VersionFolders(models, fetched);
    }

    @Test
    void modelsAreFoldersThatHaveAVersionWithAManifest() throws IOException {
        version(models, "b", "1");
        version(models, "a", "1");
        Files.createDirectories(models.resolve("empty"));
        Files.createDirectories(models.resolve("half/1"));
        Files.writeString(models.resolve("file"), "x");
        version(models, ".hidden", "1");

        assertThat(folders.models()).containsExactly("a", "b");
        assertThat(folders.of("a")).isEqualTo(models.resolve("a"));
    }

    @Test
    void missingFoldersHoldNoFiles() {
        assertThat(folders.models()).isEmpty();
        assertThat(folders.versions("a")).isEmpty();
    }

    @Test
    void versionsAreInTheOrderOfPeopleNewestFirst() throws IOException {
        for (String version : new String[] {"2", "10", "9", "10-rc1", ".partial"}) {
            version(models, "a", version);
        }

        assertThat(folders.versions("a").keySet()).containsExactly("10", "10-rc1", "9", "2");
    }

    @Test
    void folderOfPeopleGoesBeforeAFetchedOneOfThatVersion() throws IOException {
        version(models, "a", "1");
        version(fetched, "a", "1");
        version(fetched, "a", "2");

        assertThat(folders.versions("a"))
                .containsEntry("1", models.resolve("a/1"))
                .containsEntry("2", fetched.resolve("a/2"));
        assertThat(folders.fetched("a", "3")).isEqualTo(fetched.resolve("a/3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.9", "1", "20260101-hotfix"})
    void namesOfModelsAndVersions(String name) {
        assertThat(VersionFolders.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".a", "-a", "_a", "a/b", "a\\b", "a b", "a\n", "ä", "a|b", "a:b"})
    void textsThatAreNoPartOfAPath(String text) {
        assertThat(VersionFolders.isName(text)).isFalse();
    }

    @Test
    void namesHaveAtMost128Characters() {
        assertThat(VersionFolders.isName("a".repeat(128))).isTrue();
        assertThat(VersionFolders.isName("a".repeat(129))).isFalse();
    }

    @Test
    void fingerprintChangesWithAnyFileOfAVersion() throws IOException {
        Path version = version(models, "a", "1");
        String before = VersionFolders.fingerprint(version);
        assertThat(VersionFolders.fingerprint(version)).isEqualTo(before);

        Files.writeString(version.resolve("model.onnx"), "x");
        String withFile = VersionFolders.fingerprint(version);
        assertThat(withFile).isNotEqualTo(before);

        Files.setLastModifiedTime(version.resolve("model.onnx"), FileTime.fromMillis(1_000));
        String touched = VersionFolders.fingerprint(version);
        assertThat(touched).isNotEqualTo(withFile);

        Files.delete(version.resolve("model.onnx"));
        assertThat(VersionFolders.fingerprint(version)).isNotEqualTo(touched);
        assertThat(VersionFolders.fingerprint(root.resolve("away"))).startsWith("gone: ");
    }

    private static Path version(Path in, String model, String version) throws IOException {
        Path folder = Files.createDirectories(in.resolve(model).resolve(version));
        Files.writeString(folder.resolve("manifest.yaml"), "x");
        return folder;
    }
}
