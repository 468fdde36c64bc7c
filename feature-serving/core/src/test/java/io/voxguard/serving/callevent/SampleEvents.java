package io.voxguard.serving.callevent;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.OrdinaryRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of the examples in {@code docs/events/examples}. */
final class SampleEvents {
    static final long SCORED_AT = Instant.parse("2026-03-02T08:15:30.123Z").toEpochMilli();
    static final String CALLER = "+14155550123";

    private static final long STARTED_AT = Instant.parse("2026-03-02T08:15:30Z").toEpochMilli();
    private static final ModelId MODEL = new ModelId("call-fraud-gbm", "2");
    private static final Rule RULE = new Rule(
            "r1", "Many calls in an hour", "desk", "wangiri", "true", RuleAction.BLOCK, 1, Rule.Validity.ALWAYS);
    private static final Reason.ByFeature FEATURE =
            new Reason.ByFeature(new FeatureRef("caller_velocity", "calls_1h"), 120, new OrdinaryRange(0, 2, 11), 0.4f);

    private SampleEvents() {}

    static Scored blockedByRules() {
        return scored(
                new Call("c-1", CALLER, "+442071838750", "t-7", STARTED_AT, 3600, Map.of()),
                new Verdict(
                        0.62f,
                        Decision.REVIEW,
                        Decision.REVIEW,
                        new FinalDecision(Decision.BLOCK, DecidedBy.RULES, null),
                        List.of(FEATURE)),
                new RuleVerdict("default", 7, new Fired(List.of(RULE), 0)),
                List.of());
    }

    static Scored reviewedBecauseDegraded() {
        return scored(
                new Call(null, CALLER, "+442071838750", null, STARTED_AT, 0, Map.of()),
                new Verdict(
                        0.97f,
                        Decision.BLOCK,
                        Decision.REVIEW,
                        new FinalDecision(Decision.REVIEW, DecidedBy.POLICY, PolicyReason.DEGRADED),
                        List.of()),
                null,
                List.of(new Degradation("caller_velocity", "timed_out")));
    }

    static Scored emergencyWithoutScore() {
        return scored(
                new Call("c-2", CALLER, "112", null, STARTED_AT, 0, Map.of()),
                Verdict.unscoredEmergency(),
                null,
                List.of());
    }

    private static Scored scored(Call call, Verdict verdict, @Nullable RuleVerdict rules, List<Degradation> degraded) {
        return new Scored(MODEL, call, verdict, rules, 40, 0, 0, degraded, List.of());
    }
}
