package io.voxguard.api.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.PolicyOverrides;
import io.voxguard.testing.SettingsForTests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySettingsTest {
    private static PolicyOverrides overrides(Map<String, String> properties) {
        return SettingsForTests.read(PolicySettings.class, properties).overrides();
    }

    @Test
    void noKeyHasADefault() {
        assertThat(SettingsForTests.defaults(PolicySettings.class))
                .isEqualTo(Map.of(
                        "voxguard.policy.degraded", "",
                        "voxguard.policy.unknown-caller.at-most", "",
                        "voxguard.policy.unknown-caller.present", "",
                        "voxguard.policy.unknown-caller.views", ""));
    }

    @Test
    void withoutSettingsTheModelsOwnPolicyApplies() {
        assertThat(overrides(Map.of())).isEqualTo(PolicyOverrides.NONE);
        assertThat(overrides(Map.of()).over(DecisionPolicy.DEFAULT)).isEqualTo(DecisionPolicy.DEFAULT);
    }

    @Test
    void everyKeyReplacesItsPartOfThePolicy() {
        DecisionPolicy policy = overrides(Map.of(
                        "voxguard.policy.degraded", "allow",
                        "voxguard.policy.unknown-caller.at-most", "block",
                        "voxguard.policy.unknown-caller.present", "2",
                        "voxguard.policy.unknown-caller.views", "caller_rhythm,caller_history"))
                .over(DecisionPolicy.DEFAULT);
        assertThat(policy)
                .isEqualTo(new DecisionPolicy(
                        Decision.ALLOW,
                        new DecisionPolicy.UnknownCaller(
                                Decision.BLOCK, 2, List.of("caller_rhythm", "caller_history"))));
    }

    @Test
    void oneKeyLeavesTheOthersToTheModel() {
        DecisionPolicy own =
                new DecisionPolicy(Decision.BLOCK, new DecisionPolicy.UnknownCaller(Decision.ALLOW, 3, List.of("v")));
        assertThat(overrides(Map.of("voxguard.policy.unknown-caller.present", "0"))
                        .over(own))
                .isEqualTo(new DecisionPolicy(
                        Decision.BLOCK, new DecisionPolicy.UnknownCaller(Decision.ALLOW, 0, List.of("v"))));
    }

    @Test
    void negativeNumberOfFeaturesIsRefusedWithItsKey() {
        PolicySettings settings =
                SettingsForTests.read(PolicySettings.class, Map.of("voxguard.policy.unknown-caller.present", "-1"));
        assertThatThrownBy(settings::overrides)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("voxguard.policy.unknown-caller.present: expected at least 0, got -1");
    }

    @ParameterizedTest
    @CsvSource({"degraded, perhaps", "unknown-caller.at-most, 1", "unknown-caller.present, few"})
    void malformedValueIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(PolicySettings.class, "voxguard.policy." + key, value))
                .isNotBlank();
    }
}
