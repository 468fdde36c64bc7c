package io.voxguard.api.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<FileWatch> watches = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("registry.db"), "one");
    }

    @AfterEach
    void close() {
        watches.forEach(FileWatch::close);
    }

    private FileWatch watch(Duration every, Consumer<Path> changed) {
        FileWatch watch = new FileWatch(file, every, changed);
        watches.add(watch);
        watch.start();
        return watch;
    }

    private void read(Path changed) {
        try {
            seen.add(Files.exists(changed) ? Files.readString(changed) : "absent");
        } catch (IOException e) {
            seen.add(e.toString());
        }
    }

    @Test
    void startReportsTheFileBeforeItReturns() {
        watch(Duration.ofHours(1), this::read);
        assertThat(seen).containsExactly("one");
    }

    @Test
    void absentFileIsReportedOnceAndAgainWhenItAppears() throws IOException {
        Files.delete(file);
        watch(Duration.ofMillis(5), this::read);
        assertThat(seen).containsExactly("absent");
        Files.writeString(file, "new");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).endsWith("new"));
    }

    @Test
    void replacedFileIsReportedThoughItsTimeAndSizeAreTheSame() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        watch(Duration.ofMillis(5), this::read);
        Path other = Files.writeString(folder.resolve("registry.new"), "two");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly("one", "two"));
    }

    @Test
    void touchedFileIsReported() throws IOException {
        watch(Duration.ofMillis(5), this::read);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsExactly("one", "one"));
    }

    @Test
    void unchangedFileIsReportedOnce() {
        AtomicInteger looks = new AtomicInteger();
        watch(Duration.ofMillis(1), path -> looks.incrementAndGet());
        // a second watch of the same interval has looked many times by the time that it sees three changes
        watch(Duration.ofMillis(1), this::read);
        for (int change = 1; change <= 3; change++) {
            assertThat(folder.resolve("registry.db").toFile().setLastModified(1_000L * change))
                    .isTrue();
            int reports = change + 1;
            await().atMost(PATIENCE).until(() -> seen.size() >= reports);
        }
        await().atMost(PATIENCE).until(() -> looks.get() == 4);
        assertThat(seen).hasSize(4);
    }

    @Test
    void failureOfAReportDoesNotEndTheWatch() throws IOException {
        watch(Duration.ofMillis(5), path -> {
            read(path);
            if (seen.size() == 1) {
                throw new IllegalStateException("cannot be read");
            }
        });
        Files.writeString(file, "two, and longer");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).endsWith("two, and longer"));
    }

    @Test
    void closedWatchReportsNothingMore() throws IOException {
        FileWatch closed = watch(Duration.ofMillis(1), this::read);
        closed.close();
        List<String> others = new CopyOnWriteArrayList<>();
        watch(Duration.ofMillis(1), path -> others.add("seen"));
        Files.writeString(file, "changed after the end");
        await().atMost(PATIENCE).until(() -> others.size() >= 2);
        assertThat(seen).containsExactly("one");
    }
}
