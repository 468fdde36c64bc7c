package io.voxguard.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusedTest {
    @Test
    void messageNamesFieldExpectedAndGot() {
        assertThat(Refused.invalid("caller", "a number", "\"x\"")).hasMessage("caller: expected a number, got \"x\"");
    }

    @Test
    void refusalHasNoStackTrace() {
        assertThat(Refused.invalid("caller", "a number", "nothing").getStackTrace())
                .isEmpty();
    }

    @Test
    void addingThePlaceOfAValueKeepsKindAndDelay() {
        Refused refused =
                new Refused(Refused.Kind.OVERLOADED, new Problem("value", "room", "none"), Duration.ofSeconds(3));

        Refused placed = refused.at("df.x[3]");

        assertThat(placed.problem()).isEqualTo(new Problem("df.x[3]", "room", "none"));
        assertThat(placed.kind()).isEqualTo(Refused.Kind.OVERLOADED);
        assertThat(placed.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void longValueIsShortenedOnceHoweverOftenItsPlaceIsAdded() {
        String shown = Refused.ofValue("a number", "x".repeat(200)).problem().got();

        Refused placed = Refused.ofValue("a number", "x".repeat(200)).at("a").at("b");

        assertThat(shown).hasSize(61).endsWith("…");
        assertThat(placed.problem().got()).isEqualTo(shown);
    }

    @Test
    void textsAreQuotedAndOtherValuesAreNot() {
        assertThat(Refused.ofValue("a number", "7").problem().got()).isEqualTo("\"7\"");
        assertThat(Refused.ofValue("a number", 7).problem().got()).isEqualTo("7");
        assertThat(Refused.ofValue("a number", null).problem().got()).isEqualTo("null");
    }
}
