package io.voxguard.function.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SingleLineTest {
    @Test
    void controlCharactersAndLineSeparatorsBecomeSpaces() {
        assertThat(SingleLine.of("a\nb\r\tc\u0000\u2028\u2029d\u0085")).isEqualTo("a b  c   d ");
    }

    @Test
    void loneSurrogateBecomesTheReplacementCharacter() {
        assertThat(SingleLine.of("a\uD800b")).isEqualTo("a\uFFFDb");
    }

    @Test
    void longTextIsCutAndItsLengthIsStated() {
        assertThat(SingleLine.of("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(SingleLine.of("x".repeat(121))).isEqualTo("x".repeat(120) + "… (121 characters)");
    }

    @Test
    void surrogatePairIsNotCutInTwo() {
        assertThat(SingleLine.of("x".repeat(9) + "\uD83D\uDE00yz", 10))
                .isEqualTo("x".repeat(9) + "\uD83D\uDE00… (13 characters)");
    }
}
