package io.voxguard.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void messageOfTheDeepestCauseIsUsed() {
        Throwable failure = new RuntimeException(
                "Failed to start quarkus",
                new RuntimeException(
                        "Error injecting X",
                        new CompletionException(new IllegalArgumentException("PORT: expected 1"))));
        assertThat(OneLine.of(failure)).isEqualTo("PORT: expected 1");
    }

    @Test
    void ownMessageTakesPrecedenceOverTheCause() {
        assertThat(OneLine.of(new IllegalStateException("file: cannot be read", new RuntimeException("EOF"))))
                .isEqualTo("file: cannot be read");
    }

    @Test
    void severalLinesBecomeOne() {
        assertThat(OneLine.of(new IllegalArgumentException("mapping values\n in file,\n  line 2")))
                .isEqualTo("mapping values in file, line 2");
    }

    @Test
    void failureWithoutAMessageIsNamedByItsType() {
        assertThat(OneLine.of(new RuntimeException((String) null, new StackOverflowError())))
                .isEqualTo("StackOverflowError");
    }

    @Test
    void problemsOfAConfigurationAreNamedAsTheyAreSet() {
        assertThat(OneLine.ofConfiguration("""
                        Configuration validation failed:
                        \tjava.lang.IllegalArgumentException: SRCFG00039: The config property quarkus.http.port with the config value "abc" threw an Exception whilst being converted SRCFG00029: Expected an integer value, got "abc"
                        \tjava.util.NoSuchElementException: SRCFG00014: The config property voxguard.x is required but it could not be found"""))
                .isEqualTo("Configuration: PORT=abc: Expected an integer value, got \"abc\"; "
                        + "The config property voxguard.x is required but it could not be found");
    }

    @Test
    void portThatCannotBeListenedOnIsRecognised() {
        assertThat(OneLine.isAboutThePort(new RuntimeException(new BindException("in use"))))
                .isTrue();
        assertThat(OneLine.isAboutThePort(new RuntimeException("bind(..) failed with error(-98)")))
                .isTrue();
        assertThat(OneLine.isAboutThePort(new RuntimeException("else"))).isFalse();
    }
}
