package io.voxguard.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemLengthTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "59, 59", "60, 60", "61, 61", "10000, 61"})
    void valueIsShownUpToSixtyCharactersAndThenCut(int length, int shown) {
        Problem problem = new Problem("caller", "a number", "7".repeat(length));

        assertThat(problem.got()).hasSize(shown);
        assertThat(problem.got().endsWith("…")).isEqualTo(length > 60);
        assertThat(problem.message()).isEqualTo("caller: expected a number, got " + problem.got());
    }
}
