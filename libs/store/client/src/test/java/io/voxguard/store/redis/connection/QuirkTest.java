package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.redis.connection.Engine.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class QuirkTest {
    /** Engines that {@code docs/store/capabilities.md} tells apart. */
    private static final List<Engine> ENGINES = List.of(
            new Engine(Kind.DRAGONFLY, "1.40.0"),
            new Engine(Kind.DRAGONFLY, "1.40.1"),
            new Engine(Kind.KEYDB, "6.3.4"),
            new Engine(Kind.REDIS, "5.0.14"),
            new Engine(Kind.REDIS, "6.2.11"),
            new Engine(Kind.REDIS, "7.0.15"),
            new Engine(Kind.REDIS, "8.0.0"),
            new Engine(Kind.VALKEY, "8.0.1"));

    @Test
    void everyQuirkBelongsToKnownEnginesAlone() {
        assertThat(Quirk.values()).allSatisfy(quirk -> {
            assertThat(ENGINES).as("%s", quirk).anyMatch(quirk::isOf);
            assertThat(quirk.isOf(Engine.UNKNOWN)).as("%s", quirk).isFalse();
        });
    }

    /** Writes the rows from which {@code docs/store/capabilities.py} makes the table: run it when this fails. */
    @Test
    void everyQuirkIsDocumented() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Quirk quirk : Quirk.values()) {
            String engines =
                    ENGINES.stream().filter(quirk::isOf).map(Engine::toString).collect(Collectors.joining(", "));
            rows.add("| " + quirk.difference() + " | " + engines + " | " + quirk.treatment() + " |");
        }
        Path folder = Files.createDirectories(Path.of("target", "store-quirks"));
        Files.write(folder.resolve("rows.md"), rows);
        Path docs = Path.of(System.getProperty("voxguard.root"), "docs/store/capabilities.md");
        assertThat(Files.readAllLines(docs)).containsSubsequence(rows);
    }

    @Test
    void quirksAreToldApartByWhatDiffers() {
        assertThat(Arrays.stream(Quirk.values()).map(Quirk::difference)).doesNotHaveDuplicates();
    }
}
