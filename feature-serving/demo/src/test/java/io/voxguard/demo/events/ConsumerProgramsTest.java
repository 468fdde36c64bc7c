package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConsumerProgramsTest {
    private static final Path FOLDER = Path.of("clients/events");
    private static final Prepared READY = new Prepared.Ready(Path.of("program"));

    @Test
    void eachThatIsLeftOutHasALineWithItsCause() {
        ConsumerPrograms none = new ConsumerPrograms(
                FOLDER, new Prepared.LeftOut("needs Python 3.11"), new Prepared.LeftOut("needs Go"));
        assertThat(none.leftOut())
                .containsExactly("Left out: case management (needs Python 3.11)", "Left out: alerting (needs Go)");
        assertThat(none.canRunAny()).isFalse();
    }

    @Test
    void oneThatIsLeftOutDoesNotKeepTheOtherFromRunning() {
        ConsumerPrograms one = new ConsumerPrograms(FOLDER, READY, new Prepared.LeftOut("needs Go"));
        assertThat(one.canRunAny()).isTrue();
        assertThat(one.pythonExecutable()).contains(Path.of("program"));
        assertThat(one.alertingExecutable()).isEmpty();
        assertThat(new ConsumerPrograms(FOLDER, READY, READY).leftOut()).isEmpty();
    }
}
