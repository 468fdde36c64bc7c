package io.voxguard.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static Command.Result shell(String script, Duration limit) throws IOException, InterruptedException {
        return Command.run(new ProcessBuilder("sh", "-c", script), limit);
    }

    @Test
    void outputErrorsAndExitCodeAreReturned() throws Exception {
        Command.Result result = shell("echo out; echo err >&2; exit 3", LIMIT);
        assertThat(result).isEqualTo(new Command.Result(3, "out\n", "err\n"));
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void causeIsTheLastLineOfStandardErrorElseOfTheOutputElseTheExitCode() throws Exception {
        assertThat(shell("echo out; echo first >&2; echo ' last ' >&2; echo >&2", LIMIT)
                        .cause())
                .isEqualTo("last");
        assertThat(shell("echo first; echo last", LIMIT).cause()).isEqualTo("last");
        assertThat(shell("exit 3", LIMIT).cause()).isEqualTo("exit code 3");
    }

    @Test
    void programThatDoesNotEndIsEnded() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> shell("exec sleep 600", Duration.ofMillis(50)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sh did not end within");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        assertThat(shell("cat; echo end", LIMIT).output()).isEqualTo("end\n");
    }

    @Test
    void missingProgramIsAnError() {
        assertThatThrownBy(() -> Command.run(new ProcessBuilder("/no/such/program"), LIMIT))
                .isInstanceOf(IOException.class)
                .hasMessage("/no/such/program cannot be run");
    }
}
