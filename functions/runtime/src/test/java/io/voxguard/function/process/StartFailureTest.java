package io.voxguard.function.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import java.net.BindException;
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
