package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.time.Ticker;
import java.time.Clock;

/**
 * Everything that a pipeline works with besides its model.
 *
 * @param sink receives the calls that were decided
 * @param policy takes precedence over the policies of the models
 * @param limits that calls are scored under
 * @param clock tells rules and records the time of day
 * @param ticker measures the stages; the one that the budgets of requests are counted by
 */
public record PipelineEnvironment(
        FeatureCatalogue catalogue,
        NumberRanges ranges,
        OnlineFeatures features,
        CurrentRules rules,
        DecisionLog log,
        DecidedCallSink sink,
        PipelineEvents events,
        PolicyOptions policy,
        CallLimits limits,
        Clock clock,
        Ticker ticker) {
    /** An environment without limits. */
    public PipelineEnvironment(
            FeatureCatalogue catalogue,
            NumberRanges ranges,
            OnlineFeatures features,
            CurrentRules rules,
            DecisionLog log,
            DecidedCallSink sink,
            PipelineEvents events,
            PolicyOptions policy,
            Clock clock,
            Ticker ticker) {
        this(catalogue, ranges, features, rules, log, sink, events, policy, CallLimits.OFF, clock, ticker);
    }
}
