package io.voxguard.serving.repository.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.voxguard.problem.Refused;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final int CALLERS = 20_000;

    private static double chosenPercent(double percent) {
        Policy.Canary canary = new Policy.Canary("1", "2", percent);
        long chosen = IntStream.range(0, CALLERS)
                .filter(i -> canary.chooses("m", "+1415" + i))
                .count();
        return 100.0 * chosen / CALLERS;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 5, 10, 50, 90})
    void canaryAnswersItsShareOfTheCallers(double percent) {
        assertThat(chosenPercent(percent)).isCloseTo(percent, within(1.0));
    }

    @Test
    void canaryOfZeroPercentAnswersNoOneAndOfAHundredEveryone() {
        assertThat(chosenPercent(0)).isZero();
        assertThat(chosenPercent(100)).isEqualTo(100);
    }

    @Test
    void modelsChooseDifferentCallers() {
        Policy.Canary canary = new Policy.Canary("1", "2", 50);
        assertThat(IntStream.range(0, 100)
                        .filter(i -> canary.chooses("m", "caller" + i) != canary.chooses("n", "caller" + i)))
                .isNotEmpty();
    }

    @Test
    void policyWithoutItsPartsIsRefused() {
        assertThatThrownBy(() -> Policy.of("canary", "1", "", 10))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("candidate: expected");
        assertThatThrownBy(() -> Policy.of("canary", "1", "2", 101)).hasMessageContaining("0 to 100");
        assertThatThrownBy(() -> Policy.of("pinned", "../1", "", 0)).hasMessageContaining("version: expected");
        assertThatThrownBy(() -> Policy.of("newest", "", "", 0)).hasMessageContaining("policy: expected");
    }
}
