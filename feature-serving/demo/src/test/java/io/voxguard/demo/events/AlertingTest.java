package io.voxguard.demo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.demo.process.Polling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertingTest {
    private static final String PAGE =
            "{\"dedup_key\":\"k\",\"caller\":\"+1\",\"severity\":\"critical\",\"count\":3,\"callee\":\"+2\",\"rules\":[\"r1\"]}";

    @TempDir
    Path folder;

    private Alerting start(String script) throws Exception {
        return Alerting.start(Scripts.write(folder.resolve("alerting"), script), folder, "a-secret");
    }

    @Test
    void portIsTheOneThatItListensOnAndPagesAreThoseThatItPrints() throws Exception {
        String script = "echo \"$ALERTS_SECRETS\" > " + folder.resolve("secret") + """

                echo '2026/11/30 02:48:14 INFO Listening address=127.0.0.1:4711' >&2
                echo '%s'
                printf '{"caller":"+3","cou'
                exec sleep 600
                """.formatted(PAGE);
        try (Alerting alerting = start(script)) {
            assertThat(alerting.port()).isEqualTo(4711);
            assertThat(folder.resolve("secret")).content().isEqualTo("a-secret\n");
            assertThat(Polling.until(
                            Duration.ofSeconds(20), () -> !alerting.pages().isEmpty()))
                    .isTrue();
            assertThat(alerting.pages()).containsExactly(new Page("+1", "critical", 3, "+2", List.of("r1")));
            assertThat(Page.events(alerting.pages())).isEqualTo(3);
        }
    }

    @Test
    void startThatFailsIsReportedWithTheLog() {
        assertThatThrownBy(() -> start("echo 'alerting.db: timeout' >&2; exit 1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("alerting did not start:\nalerting.db: timeout");
    }
}
