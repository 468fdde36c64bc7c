package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RulesInForce;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plans of a model's road: one for the model alone, and one beside it for the rules that are in force, made anew when they change. Thread-safe. */
final class RoadPlans {
    private static final System.Logger LOG = System.getLogger(RoadPlans.class.getName());

    private final OnlineFeatures features;
    private final FeatureCatalogue catalogue;
    private final NumberRanges ranges;
    private final CurrentRules rules;
    private final Recording recording;
    private final RoadPlan plain;
    private final List<ReadPlan.Selection> model;
    private volatile @Nullable RoadPlan ruled;

    /** Where the calls of a model are recorded, and who watches. */
    record Recording(DecisionLog log, Manifest manifest, DecisionPolicy policy, PipelineEvents events) {}

    RoadPlans(
            List<ReadPlan.Selection> model,
            FeatureCatalogue catalogue,
            NumberRanges ranges,
            OnlineFeatures features,
            CurrentRules rules,
            Recording recording) {
        this.model = model;
        this.catalogue = catalogue;
        this.ranges = ranges;
        this.features = features;
        this.rules = rules;
        this.recording = recording;
        this.plain = plan(model, null, null);
    }

    RoadPlan of(Wanted wanted) {
        RulesInForce inForce = wanted.rules() ? rules.now() : null;
        if (inForce == null) {
            return plain;
        }
        RoadPlan now = ruled;
        if (now == null || now.inForce() != inForce) {
            now = with(inForce);
            ruled = now;
        }
        return now;
    }

    private RoadPlan with(RulesInForce inForce) {
        CompiledRules compiled = inForce.rules();
        if (compiled != null) {
            try {
                RuleLayout layout = new RuleLayout(inForce, compiled, model, catalogue, ranges);
                return plan(layout.selections(), inForce, layout);
            } catch (RuntimeException e) { // whatever it is, calls are scored
                LOG.log(
                        System.Logger.Level.ERROR,
                        "{0} scores without rules: {1}",
                        recording.manifest.id(),
                        e.getMessage());
            }
        }
        return plan(model, inForce, null);
    }

    private RoadPlan plan(
            List<ReadPlan.Selection> selections, @Nullable RulesInForce inForce, @Nullable RuleLayout layout) {
        ReadPlan read = features.plan(selections);
        return new RoadPlan(
                read,
                new Completeness(read.views(), recording.events),
                new DecisionRecorder(recording.log, recording.manifest, recording.policy, read.views()),
                inForce,
                layout);
    }
}
