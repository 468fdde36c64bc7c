package io.voxguard.demo.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallRecordsTest {
    @TempDir
    Path folder;

    @Test
    void recordsInTheVastFormatAreReadInOrderOfStart() throws IOException {
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
    void recordsInTheOwnFormatHaveTheirLabels() throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s,label\n+1,+2,,2026-03-02T00:00:00Z,5,wangiri\n");
        assertThat(CallRecords.read(file))
                .containsExactly(new CallRecord(
                        "+1", "+2", null, Instant.parse("2026-03-02T00:00:00Z").toEpochMilli(), 5, "wangiri"));
    }

    @Test
    void unknownColumnsAndBrokenLinesAreRefusedWithWhatWasExpected() throws IOException {
        Path columns = write("a,b\n1,2\n");
        assertThatThrownBy(() -> CallRecords.read(columns))
                .hasMessageContaining("started_at")
                .hasMessageContaining("[a, b]");
        Path line = write("From,To,Datetime,Duration(seconds),Cell Tower\n1,2,yesterday,5,1\n");
        assertThatThrownBy(() -> CallRecords.read(line)).hasMessageContaining("line 2");
    }

    @Test
    void callsThatStartTogetherStayInTheOrderOfTheFile() throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s\n"
                + "3,9,t,2026-03-02T00:00:01Z,1\n1,9,t,2026-03-02T00:00:00Z,1\n2,9,t,2026-03-02T00:00:00Z,1\n");
        assertThat(CallRecords.read(file)).extracting(CallRecord::caller).containsExactly("1", "2", "3");
    }

    @Test
    void recordsWithoutTheLabelColumnHaveNoLabel() throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s\n1,2,t,2026-03-02T00:00:00Z,5\n");
        assertThat(CallRecords.read(file)).singleElement().satisfies(call -> {
            assertThat(call.label()).isNull();
            assertThat(call.trunk()).isEqualTo("t");
        });
    }

    @Test
    void columnsMayComeInAnyOrderAndOthersAreIgnored() throws IOException {
        Path file = write("note,duration_s,started_at,trunk,callee,caller\nx,7,2026-03-02T01:00:00+01:00,t,2,1\n");
        assertThat(CallRecords.read(file))
                .containsExactly(new CallRecord(
                        "1", "2", "t", Instant.parse("2026-03-02T00:00:00Z").toEpochMilli(), 7, null));
    }

    @Test
    void negativeDurationIsAnUnansweredCall() throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s\n1,2,t,2026-03-02T00:00:00Z,-5\n");
        assertThat(CallRecords.read(file))
                .singleElement()
                .extracting(CallRecord::durationS)
                .isEqualTo(0L);
    }

    @Test
    void quotedFieldsMayHoldCommas() throws IOException {
        Path file =
                write("caller,callee,trunk,started_at,duration_s,label\n1,2,\"t,1\",2026-03-02T00:00:00Z,5,\"a,b\"\n");
        assertThat(CallRecords.read(file)).singleElement().satisfies(call -> {
            assertThat(call.trunk()).isEqualTo("t,1");
            assertThat(call.label()).isEqualTo("a,b");
        });
    }

    @Test
    void fileWithoutRecordsHasNoCalls() throws IOException {
        assertThat(CallRecords.read(write("caller,callee,trunk,started_at,duration_s\n")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2,t,2026-03-02T00:00:00Z", // a column is missing
                "1,2,t,2026-03-02 00:00:00,5",
                "1,2,t,2026-03-02T00:00:00Z,long"
            })
    void brokenLineIsNamedByItsNumber(String line) throws IOException {
        Path file = write("caller,callee,trunk,started_at,duration_s\n1,2,t,2026-03-02T00:00:00Z,5\n" + line + "\n");
        assertThatThrownBy(() -> CallRecords.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("line 3");
    }

    @Test
    void shiftedCallKeepsEverythingButItsTime() {
        CallRecord call = new CallRecord("1", "2", "t", 1000, 7, "label");
        assertThat(call.endedAtMs()).isEqualTo(8000);
        assertThat(call.shifted(-500)).isEqualTo(new CallRecord("1", "2", "t", 500, 7, "label"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "calls", ".csv"), text);
    }
}
