package io.voxguard.function.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithConverter;
import io.voxguard.settings.PositiveDuration;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    @Test
    void portInUseIsNamed() {
        assertThat(line(new RuntimeException(new QuarkusBindException("127.0.0.1", 8080, new BindException("in use")))))
                .isEqualTo("PORT: expected a free port, got 8080, which another process listens on");
    }

    @Test
    void settingThatIsWrongIsNamedWhateverItsCause() {
        Throwable failure = new RuntimeException(new IllegalArgumentException(
                "STORE_URL: expected redis://host:port, got x", new IllegalStateException("deeper")));
        assertThat(line(failure)).isEqualTo("STORE_URL: expected redis://host:port, got x");
    }

    @Test
    void settingThatCannotBeReadIsNamedWithItsValueInOneLine() {
        Throwable failure = catchThrowable(() -> new SmallRyeConfigBuilder()
                .withMapping(Limits.class)
                .withSources(new PropertiesConfigSource(Map.of("limits.patience", "soon"), "test", 100))
                .build());
        assertThat(line(new RuntimeException(failure)))
                .startsWith("Configuration validation failed")
                .contains("limits.patience", "soon", "expected a time such as 500ms")
                .doesNotContain("\n");
    }

    @ConfigMapping(prefix = "limits")
    interface Limits {
        @WithConverter(PositiveDuration.class)
        Duration patience();
    }

    @Test
    void otherFailuresAreNamedByTheirLastCauseInOneLine() {
        assertThat(line(new RuntimeException("outer", new IllegalStateException("first\nsecond"))))
                .isEqualTo("java.lang.IllegalStateException: first second");
    }

    @Test
    void explanationOfTheFunctionReplacesTheMessage() {
        assertThat(StartFailure.line(new IllegalStateException("x"), cause -> Optional.of("RULES_DB_URL is not set")))
                .isEqualTo("RULES_DB_URL is not set");
    }

    @Test
    void lineIsBounded() {
        assertThat(line(new IllegalStateException("x".repeat(10_000)))).hasSizeLessThan(550);
    }

    private static String line(Throwable failure) {
        return StartFailure.line(failure, cause -> Optional.empty());
    }
}
