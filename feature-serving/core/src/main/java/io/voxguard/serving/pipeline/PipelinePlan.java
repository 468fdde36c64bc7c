package io.voxguard.serving.pipeline;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RulesInForce;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features that a request reads and the rules that it is checked against. A request keeps the plan that it began with.
 *
 * @param read the model's features first, then those that only rules look at
 * @param inForce null if no rules are evaluated
 * @param rules null if there are none, or none that can be evaluated
 * @param clock tells rules the time of day
 */
record PipelinePlan(
        ReadPlan read,
        Completeness completeness,
        DecisionRecorder recorder,
        @Nullable RulesInForce inForce,
        @Nullable RuleLayout rules,
        Clock clock) {
    /** Named in the place of a view where the calls in progress could not be counted. */
    private static final String ACTIVE_CALLS = "active_calls";

    /** Returns for each call what degrades its answer. */
    List<List<Degradation>> degraded(int calls, FeatureRows rows) {
        List<List<Degradation>> views = completeness.of(calls, rows);
        ViewOutcome counted = rows.activeCallsOutcome();
        if (counted.degrades()) {
            views = withAll(views, new Degradation(ACTIVE_CALLS, counted.label()));
        }
        if (inForce == null || rules != null && inForce.trouble().isEmpty()) {
            return views;
        }
        String trouble = rules == null ? RulesInForce.NOT_LOADED : inForce.trouble();
        return withAll(views, new Degradation("rules:" + inForce.set(), trouble));
    }

    private static List<List<Degradation>> withAll(List<List<Degradation>> calls, Degradation degradation) {
        List<List<Degradation>> all = new ArrayList<>(calls.size());
        calls.forEach(call -> all.add(Completeness.and(call, degradation)));
        return all;
    }

    /** Returns the evaluation of the rules over these calls; null if there are none. */
    RuleLayout.@Nullable Evaluation evaluation(List<Call> calls, FeatureRows rows) {
        return rules == null ? null : rules.begin(calls, rows, clock.millis());
    }
}
