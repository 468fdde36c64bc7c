package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoProgramTest {
    @TempDir
    Path folder;

    private Prepared prepare(String script) throws Exception {
        Path go = Scripts.write(folder.resolve("go"), script);
        return new GoProgram(folder, go.toString()).prepare();
    }

    @Test
    void programIsBuiltFromItsFolder() throws Exception {
        Path executable = folder.resolve("bin/alerting");
        assertThat(prepare("echo \"$PWD $*\" > calls")).isEqualTo(new Prepared.Ready(executable));
        assertThat(folder.resolve("calls"))
                .content()
                .isEqualTo(folder.toRealPath() + " build -o " + executable + " .\n");
    }

    @Test
    void failedBuildIsTheCause() throws Exception {
        assertThat(prepare("echo 'go: module lookup disabled' >&2; exit 1"))
                .isEqualTo(new Prepared.LeftOut(folder.resolve("go") + " build: go: module lookup disabled"));
    }

    @Test
    void missingGoIsTheCause() throws Exception {
        assertThat(new GoProgram(folder, "no-such-go").prepare())
                .isInstanceOfSatisfying(Prepared.LeftOut.class, left -> assertThat(left.cause())
                        .isEqualTo("needs Go: no-such-go cannot be run"));
    }
}
