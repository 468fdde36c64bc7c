package io.voxguard.api.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voxguard.serving.rules.RuleFollower;
import io.voxguard.serving.rules.RulesInForce;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules without a store that has any; {@code RulesContractTest} publishes some. */
class RulesTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();

    private Rules rules(Map<String, String> properties) {
        return RulesWithoutStore.open(properties, meters);
    }

    private static Map<String, String> core() {
        return new HashMap<>(Map.of("voxguard.rules.set", "core", "voxguard.rules.store-limit", "50ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void noRulesAreEvaluatedWithoutASet(String set) {
        Rules rules = rules(set.isEmpty() ? Map.of() : Map.of("voxguard.rules.set", set));
        assertThat(rules.now()).isNull();
        assertThat(rules.standing()).isEmpty();
        assertThat(rules.takeLong(Integer.MAX_VALUE)).isFalse();
        assertThat(meters.getMeters()).isEmpty();
        rules.close();
    }

    @Test
    void setThatCannotBeReadDegradesAnswersAndSaysWhy() {
        Rules rules = rules(core());
        try {
            RulesInForce now = rules.now();
            assertThat(now).isNotNull().extracting(RulesInForce::set).isEqualTo("core");
            assertThat(rules.standing()).hasValueSatisfying(standing -> {
                assertThat(standing.revision()).isZero();
                assertThat(standing.trouble()).isEqualTo("not_loaded");
                assertThat(standing.why()).isNotEmpty();
            });
            assertThat(rules.takeLong(Integer.MAX_VALUE))
                    .as("none are held against")
                    .isFalse();
        } finally {
            rules.close();
        }
    }

    @Test
    void gaugesShowTheRevisionAndWhetherItIsCurrent() {
        Rules rules = rules(core());
        try {
            assertThat(gauge("voxguard.scoring.rules.revision")).isZero();
            assertThat(gauge("voxguard.scoring.rules.current")).isZero();
        } finally {
            rules.close();
        }
    }

    private double gauge(String name) {
        return meters.get(name).tag("set", "core").gauge().value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Core", "1st", "a b"})
    void malformedNameOfASetEndsTheStart(String set) {
        assertThatThrownBy(() -> rules(Map.of("voxguard.rules.set", set)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule set: expected")
                .hasMessageContaining(set);
    }

    @Test
    void malformedNameOfTheEngineEndsTheStart() {
        Map<String, String> properties = core();
        properties.put("voxguard.rules.engine", "a|b");
        assertThatThrownBy(() -> rules(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("engine: expected")
                .hasMessageContaining("a|b");
    }

    @Test
    void malformedPublicKeyEndsTheStart() {
        Map<String, String> properties = core();
        properties.put("voxguard.rules.public-keys", "k=nonsense");
        assertThatThrownBy(() -> rules(properties)).hasMessageContaining("k");
    }

    @Test
    void rulesStandingIsThatOfTheFollower() {
        Rules rules = rules(core());
        try {
            assertThat(rules.standing()).map(RuleFollower.Standing::rules).contains(0);
        } finally {
            rules.close();
        }
    }
}
