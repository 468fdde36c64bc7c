package io.voxguard.demo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRecordsTest {
    @TempDir
    Path folder;

    @Test
    void recordsWithTowersAreReadInTheOrderOfTheirStart() throws IOException {
        Path file = write(
                "From,To,Datetime,Duration(seconds),Cell Tower\n349,23,20060601 0009,-3,1\n12,7,20060601 0008,60,30\n");
        assertThat(CallRecords.read(file))
                .containsExactly(
                        new CallRecord(
                                "12",
                                "7",
                                "tower-30",
                                Instant.parse("2006-06-01T00:08:00Z").toEpochMilli(),
                                60,
                                null),
                        new CallRecord(
                                "349",
                                "23",
                                "tower-1",
                                Instant.parse("2006-06-01T00:09:00Z").toEpochMilli(),
                                0,
                                null));
    }

    @Test
    void theProjectsOwnRecordsHaveLabels() throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s,label\n+1,+2,,2026-03-02T00:00:00Z,5,wangiri\n");
        assertThat(CallRecords.read(file))
                .containsExactly(new CallRecord(
                        "+1", "+2", null, Instant.parse("2026-03-02T00:00:00Z").toEpochMilli(), 5, "wangiri"));
    }

    @Test
    void otherColumnsAndBrokenLinesAreToldWithWhatWasExpected() throws IOException {
        Path columns = write("a,b\n1,2\n");
        assertThatThrownBy(() -> CallRecords.read(columns))
                .hasMessageContaining("started_at")
                .hasMessageContaining("[a, b]");
        Path line = write("From,To,Datetime,Duration(seconds),Cell Tower\n1,2,yesterday,5,1\n");
        assertThatThrownBy(() -> CallRecords.read(line)).hasMessageContaining("line 2");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "calls", ".csv"), text);
    }
}
