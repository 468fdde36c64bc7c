package io.voxguard.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voxguard.api.models.ScoringSettings;
import io.voxguard.serving.limit.LimitChecks;
import io.voxguard.serving.limit.LimitGroup;
import io.voxguard.serving.limit.Per;
import io.voxguard.serving.limit.RateLimit;
import io.voxguard.serving.limit.RateLimits;
import io.voxguard.store.LimitReply;
import io.voxguard.store.Limits;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Window;
import io.voxguard.testing.SettingsForTests;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsSettingsTest {
    private static final String PER = "voxguard.limits.l.per";
    private static final String WINDOWS = "voxguard.limits.l.windows";

    private static RateLimits limits(Map<String, String> properties) {
        return new LimitsProducer().limits(SettingsForTests.read(LimitsSettings.class, properties));
    }

    @Test
    void nothingIsLimitedByDefault() {
        assertThat(limits(Map.of()).names()).isEmpty();
    }

    @Test
    void everyKeyOfALimitIsRead() {
        RateLimits limits = limits(Map.of(
                PER,
                "pair",
                WINDOWS,
                "10/1s burst 20, 600/10m",
                "voxguard.limits.l.combine-with",
                "other",
                "voxguard.limits.l.shadow",
                "true",
                "voxguard.limits.l.when-store-is-away",
                "refuse",
                "voxguard.limits.l.max-cost",
                "7",
                "voxguard.limits.other.per",
                "trunk",
                "voxguard.limits.other.windows",
                "1/1h"));
        LimitGroup group = limits.find("l").orElseThrow();
        RateLimit limit = group.limit();
        assertThat(group.members()).extracting(RateLimit::name).containsExactly("l", "other");
        assertThat(limit.per()).isEqualTo(Per.PAIR);
        assertThat(limit.windows())
                .extracting(Window::toString)
                .containsExactly("10 in PT1S, burst 20", "600 in PT10M, burst 600");
        assertThat(limit.shadow()).isTrue();
        assertThat(limit.allowsWithoutStore()).isFalse();
        assertThat(limit.maxCost()).isEqualTo(7);
        RateLimit other = limits.find("other").orElseThrow().limit();
        assertThat(other.shadow()).isFalse();
        assertThat(other.allowsWithoutStore()).isTrue();
        assertThat(other.maxCost()).isEqualTo(RateLimit.MAX_COST);
        assertThat(other.combineWith()).isEmpty();
    }

    @Test
    void limitWhoseNameIsOneWordIsReadFromTheEnvironment() {
        LimitsSettings settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LimitsSettings.class)
                .withSources(new EnvConfigSource(
                        Map.of("VOXGUARD_LIMITS_TRIAL_PER", "caller", "VOXGUARD_LIMITS_TRIAL_WINDOWS", "5/1m"), 300))
                .build()
                .getConfigMapping(LimitsSettings.class);
        assertThat(settings.byName()).containsOnlyKeys("trial");
        assertThat(settings.byName().values())
                .extracting(LimitsSettings.Limit::per)
                .containsExactly(Per.CALLER);
    }

    @Test
    void everyKeyOfChecksHasItsDefault() {
        assertThat(SettingsForTests.defaults(LimitChecksSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.limit-checks.deadline", "100ms",
                        "voxguard.limit-checks.max-keys", "256",
                        "voxguard.limit-checks.max-body", "1048576"));
        LimitChecksSettings settings = SettingsForTests.read(
                LimitChecksSettings.class,
                Map.of(
                        "voxguard.limit-checks.deadline", "5ms",
                        "voxguard.limit-checks.max-keys", "2",
                        "voxguard.limit-checks.max-body", "3"));
        assertThat(settings.deadline()).isEqualTo(Duration.ofMillis(5));
        assertThat(settings.maxKeys()).isEqualTo(2);
        assertThat(settings.maxBody()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10",
                "10/",
                "/1s",
                "10/1s burst",
                "ten/1s",
                "10/1s burst x",
                "10/soon",
                "0/1s",
                "10/0s",
                "1/2000d"
            })
    void windowThatCannotBeIsNamed(String windows) {
        SettingsForTests.refusal(LimitsSettings.class, WINDOWS, windows, Map.of(PER, "key"));
    }

    @Test
    void limitWithoutPartsOrWindowsIsNamed() {
        assertThat(SettingsForTests.problems(LimitsSettings.class, Map.of(PER, "key")))
                .singleElement()
                .asString()
                .contains(WINDOWS);
        SettingsForTests.refusal(LimitsSettings.class, PER, "nobody", Map.of(WINDOWS, "1/1s"));
        SettingsForTests.refusal(
                LimitsSettings.class,
                "voxguard.limits.l.when-store-is-away",
                "panic",
                Map.of(PER, "key", WINDOWS, "1/1s"));
    }

    @Test
    void limitThatContradictsOthersIsNamed() {
        Map<String, String> properties = new HashMap<>(Map.of(PER, "key", WINDOWS, "1/1s"));
        properties.put("voxguard.limits.l.combine-with", "nobody");
        assertThatThrownBy(() -> limits(properties))
                .hasMessage("voxguard.limits.l.combine-with: expected some of [l], got \"nobody\"");
        properties.put("voxguard.limits.l.combine-with", "l");
        assertThatThrownBy(() -> limits(properties))
                .hasMessageStartingWith("voxguard.limits.l.combine-with: expected other limits");
    }

    @Test
    void scoredCallsCannotTakeFromALimitThatTheyDoNotFit() {
        RateLimits limits = limits(Map.of(PER, "key", WINDOWS, "1/1s"));
        for (String name : List.of("l", "nobody")) {
            assertThatThrownBy(() -> new LimitsProducer()
                            .callLimits(
                                    SettingsForTests.read(
                                            ScoringSettings.class, Map.of("voxguard.scoring.limits", name)),
                                    limits,
                                    new LimitChecks(new Unasked(), verdict -> {})))
                    .hasMessageStartingWith("voxguard.scoring.limits: expected");
        }
    }

    private static final class Unasked implements Limits {
        @Override
        public CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit) {
            throw new AssertionError("nothing is asked");
        }

        @Override
        public CompletionStage<StoreOutcome> reset(List<byte[]> keys, Duration limit) {
            throw new AssertionError("nothing is asked");
        }
    }
}
