package io.voxguard.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void messageNamesFieldExpectedAndGot() {
        assertThat(new Problem("calls[3].caller", "a number in E.164 form", "\"bob\"").message())
                .isEqualTo("calls[3].caller: expected a number in E.164 form, got \"bob\"");
    }

    @Test
    void longValueIsCutWithoutSplittingACharacter() {
        Problem problem = new Problem("caller", "a number", "x".repeat(59) + "😀😀");
        assertThat(problem.got()).hasSizeLessThanOrEqualTo(61).endsWith("…").doesNotContain("\ud83d…");
    }
}
