package io.voxguard.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void closingEndsTheProcessAndWhatItHasStarted() throws Exception {
        Path pid = folder.resolve("pid");
        ChildProcess child = ChildProcess.start(new ProcessBuilder(
                "sh", "-c", "sleep 600 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait"));
        assertThat(Polling.until(LIMIT, () -> Files.exists(pid))).isTrue();
        ProcessHandle grandchild =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        child.close();

        assertThat(child.isAlive()).isFalse();
        grandchild.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        child.close(); // again, as the end of this process may
    }

    @Test
    void waitingIsBounded() throws Exception {
        try (ChildProcess child = ChildProcess.start(new ProcessBuilder("sleep", "600"))) {
            assertThat(child.await(Duration.ofMillis(1))).isFalse();
        }
    }
}
