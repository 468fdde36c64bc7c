package io.voxguard.serving.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule set that is kept on disk. */
class LastGoodTest {
    private static final byte[] BLOB = "{\"rules\":[]}\nwith\u0000bytes".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void savedRulesAreLoaded() throws IOException {
        LastGood kept = new LastGood(folder.resolve("state"), "core");

        kept.save("7|abc|1", BLOB);

        LastGood.Kept loaded =
                new LastGood(folder.resolve("state"), "core").load().orElseThrow();
        assertThat(loaded.pointer()).isEqualTo("7|abc|1");
        assertThat(loaded.blob()).isEqualTo(BLOB);
    }

    @Test
    void laterSaveReplacesTheEarlierAndLeavesNoOtherFiles() throws IOException {
        LastGood kept = new LastGood(folder, "core");
        kept.save("1|a", new byte[1000]);
        kept.save("2|b", BLOB);

        assertThat(kept.load().orElseThrow().pointer()).isEqualTo("2|b");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).extracting(Path::getFileName).containsExactly(Path.of("core.rules"));
        }
    }

    @Test
    void withoutAFileNothingIsLoaded() throws IOException {
        new LastGood(folder, "core").save("1|a", BLOB);

        assertThat(new LastGood(folder, "other").load()).isEmpty();
        assertThat(new LastGood(folder.resolve("away"), "core").load()).isEmpty();
    }

    @Test
    void emptyBlobIsLoadedToo() throws IOException {
        LastGood kept = new LastGood(folder, "core");
        kept.save("1|a", new byte[0]);

        assertThat(kept.load().orElseThrow().blob()).isEmpty();
    }

    @Test
    void fileThatWasChangedAnywhereIsRefused() throws IOException {
        LastGood kept = new LastGood(folder, "core");
        kept.save("7|abc|1", BLOB);
        Path file = folder.resolve("core.rules");
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(kept::load)
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("core.rules");
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(kept::load).as("%d bytes", length).isInstanceOf(IOException.class);
        }
    }
}
