package io.voxguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which logs count as replayed. The scores themselves are compared in the tests of the decision log. */
class ReplayLogTest {
    @TempDir
    Path folder;

    private static boolean replays(String... arguments) throws IOException {
        Deque<String> given = new ArrayDeque<>(List.of(arguments));
        return ReplayLog.run(Project.here(), given);
    }

    @Test
    void logWithoutRecordsIsReplayed() throws IOException {
        assertThat(replays(Files.createFile(folder.resolve("empty.jsonl")).toString()))
                .isTrue();
    }

    @Test
    void lineThatIsNotARecordIsAFailure() throws IOException {
        Path log = Files.writeString(folder.resolve("log.jsonl"), "not a record\n");
        assertThat(replays(log.toString())).isFalse();
    }

    @Test
    void argumentsOtherThanOneReadableFileAreRefused() throws IOException {
        Path log = Files.createFile(folder.resolve("log.jsonl"));
        for (String[] arguments :
                new String[][] {{}, {folder.resolve("absent.jsonl").toString()}, {log.toString(), log.toString()}}) {
            assertThatThrownBy(() -> replays(arguments))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("replay-log: expected the file of a decision log, got [");
        }
    }
}
