package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start that failed says, for each kind of cause. */
class FailureLinesTest {
    static Stream<Arguments> failures() {
        IllegalArgumentException cause = new IllegalArgumentException("PORT: expected 1 to 65535, got 0");
        return Stream.of(
                arguments(cause, "PORT: expected 1 to 65535, got 0"),
                arguments(new RuntimeException(cause), "PORT: expected 1 to 65535, got 0"),
                arguments(new RuntimeException("Failed to start quarkus", cause), "PORT: expected 1 to 65535, got 0"),
                arguments(new ExecutionException("run", cause), "PORT: expected 1 to 65535, got 0"),
                arguments(new CompletionException("run", cause), "PORT: expected 1 to 65535, got 0"),
                arguments(new InvocationTargetException(cause, "call"), "PORT: expected 1 to 65535, got 0"),
                arguments(new ExceptionInInitializerError(cause), "PORT: expected 1 to 65535, got 0"),
                arguments(
                        new RuntimeException(
                                "outer", new CompletionException("mid", new RuntimeException("in", cause))),
                        "PORT: expected 1 to 65535, got 0"),
                arguments(new RuntimeException("all there is"), "all there is"),
                arguments(
                        new UncheckedIOException("models: cannot be read", new IOException("EOF")),
                        "models: cannot be read"),
                arguments(new IllegalStateException("", new FileNotFoundException("a.yaml")), "a.yaml"),
                arguments(new IllegalStateException(" \n", new FileNotFoundException("a.yaml")), "a.yaml"),
                arguments(new IllegalStateException((String) null, null), "IllegalStateException"),
                arguments(new IllegalStateException(null, new StackOverflowError()), "StackOverflowError"),
                arguments(new NoSuchElementException("one\r\n  two\n\n\tthree "), "one two three"),
                arguments(new OutOfMemoryError("Java heap space"), "Java heap space"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureIsDescribedInOneLine(Throwable failure, String line) {
        assertThat(OneLine.of(failure)).isEqualTo(line);
    }

    @Test
    void cyclicChainOfCausesTerminates() {
        RuntimeException failure = new RuntimeException("deepest");
        for (int i = 0; i < 1_000; i++) {
            failure = new RuntimeException(failure);
        }

        assertThat(OneLine.of(failure)).isEqualTo("RuntimeException");
        assertThat(OneLine.isAboutThePort(failure)).isFalse();
    }

    @Test
    void portIsNamedOnlyForFailuresToListen() {
        assertThat(OneLine.isAboutThePort(new BindException("Address already in use")))
                .isTrue();
        assertThat(OneLine.isAboutThePort(new RuntimeException(new ExecutionException(new BindException()))))
                .isTrue();
        assertThat(OneLine.isAboutThePort(new ConnectException("Connection refused")))
                .isFalse();
        assertThat(OneLine.isAboutThePort(new RuntimeException("cannot bind(x)")))
                .isFalse();
        assertThat(OneLine.isAboutThePort(new RuntimeException((String) null))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarkus.http.port=PORT", "voxguard.store.url=STORE_URL", "voxguard.models.dir=MODELS_DIR"})
    void propertiesWithAVariableAreNamedByIt(String names) {
        String property = names.substring(0, names.indexOf('='));
        String variable = names.substring(names.indexOf('=') + 1);

        assertThat(
                        OneLine.ofConfiguration(
                                "SRCFG00039: The config property " + property
                                        + " with the config value \"x\" threw an Exception whilst being converted SRCFG00029: expected y"))
                .isEqualTo("Configuration: " + variable + "=x: expected y");
    }

    @Test
    void propertyWithoutAVariableKeepsItsNameAndEveryProblemIsNamed() {
        String message = """
                Configuration validation failed:
                \tjava.lang.IllegalArgumentException: SRCFG00039: The config property voxguard.a with the config value "" threw an Exception whilst being converted expected a time

                \tio.smallrye.config.ConfigException: SRCFG00050: voxguard.typo in x does not map to any root""";

        assertThat(OneLine.ofConfiguration(message))
                .isEqualTo("Configuration: voxguard.a=: expected a time; voxguard.typo in x does not map to any root");
    }
}
