package io.voxguard.serving.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.rules.Rule;
import io.voxguard.serving.rules.RuleSets;
import io.voxguard.serving.vector.OrdinaryRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void featureIsWrittenWithItsValueContributionAndOrdinaryRange() {
        Reason reason = new Reason.ByFeature(
                new FeatureRef("caller_velocity", "calls_1h"), 40, new OrdinaryRange(0, 1, 7), 0.25f);

        assertThat(written(reason))
                .containsExactly(
                        "feature=caller_velocity:calls_1h", "value=40.0", "contribution=0.25", "ordinary=0.0/1.0/7.0");
    }

    @Test
    void ruleIsWrittenWithItsIdNameTypologyAndAction() {
        Rule rule = RuleSets.of("block: true").rules().getFirst();

        assertThat(written(new Reason.ByRule(rule)))
                .containsExactly(
                        "rule=" + rule.id(), "name=" + rule.name(), "typology=" + rule.typology(), "action=block");
    }

    @Test
    void limitIsWrittenWithItsName() {
        assertThat(written(new Reason.ByLimit("per-caller"))).containsExactly("limit=per-caller");
    }

    private static List<String> written(Reason reason) {
        List<String> fields = new ArrayList<>();
        reason.writeTo(new ReasonFields() {
            @Override
            public void text(String name, String value) {
                fields.add(name + "=" + value);
            }

            @Override
            public void number(String name, float value) {
                fields.add(name + "=" + value);
            }

            @Override
            public void range(String name, OrdinaryRange range) {
                fields.add(name + "=" + range.low() + "/" + range.median() + "/" + range.high());
            }
        });
        return fields;
    }
}
