package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseManagementTest {
    private static final String TOTALS =
            "echo '2 cases, 2 open, 7 events, 1 unreadable entries; the latest 50 are shown'";

    @TempDir
    Path folder;

    private CaseManagement running(String script) throws IOException {
        return new CaseManagement(
                Scripts.write(folder.resolve("python"), script),
                Path.of("/consumers"),
                Files.createDirectories(folder.resolve("scratch")));
    }

    @Test
    void casesAreThoseThatItPrints() throws Exception {
        Cases cases = running("echo 'CASE  CALLER'; echo '1  +1'; echo '2  +2'; " + TOTALS)
                .read("redis://127.0.0.1:1", "s");
        assertThat(cases.table()).containsExactly("CASE  CALLER", "1  +1", "2  +2");
        assertThat(cases.count()).isEqualTo(2);
        assertThat(cases.events()).isEqualTo(7);
        assertThat(cases.unreadable()).isEqualTo(1);
    }

    @Test
    void storeIsAVariableSinceItsAddressMayHoldAPassword() throws Exception {
        running("echo \"$STORE_URL $PYTHONPATH $*\" > call; " + TOTALS).read("redis-socket:///run/store", "the-stream");
        assertThat(folder.resolve("scratch/call"))
                .content()
                .startsWith("unix:///run/store /consumers -m case_management --once --stream the-stream");
    }

    @Test
    void failureIsReportedWithItsLastLine() throws Exception {
        CaseManagement failing = running("echo 'the store cannot be reached' >&2; exit 1");
        assertThatThrownBy(() -> failing.read("redis://127.0.0.1:1", "s"))
                .isInstanceOf(IOException.class)
                .hasMessage("case management failed: the store cannot be reached");
    }

    @Test
    void outputWithoutTotalsIsRefused() throws Exception {
        CaseManagement odd = running("echo 'something else'");
        assertThatThrownBy(() -> odd.read("redis://127.0.0.1:1", "s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a last line with the number of cases, got something else");
    }
}
