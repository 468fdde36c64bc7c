package io.voxguard.serving.pipeline;

import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.model.Manifest;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.store.CallsInProgress.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans of a model's pipeline: one for the model alone, and one that adds the rules in force, made anew whenever these change. Thread-safe. */
final class PipelinePlans {
    private static final System.Logger LOG = System.getLogger(PipelinePlans.class.getName());

    private final PipelineEnvironment environment;
    private final Manifest manifest;
    private final DecisionPolicy policy;
    private final List<ReadPlan.Selection> model;
    private final Set<Kind> counted;
    private final PipelinePlan withoutRules;
    private volatile @Nullable PipelinePlan withRules;

    /**
     * @param model what the model reads
     * @param counted kinds of parties whose calls in progress the model takes
     * @param policy in force for the model, as decisions are recorded with it
     */
    PipelinePlans(
            List<ReadPlan.Selection> model,
            Set<Kind> counted,
            PipelineEnvironment environment,
            Manifest manifest,
            DecisionPolicy policy) {
        this.model = model;
        this.counted = counted;
        this.environment = environment;
        this.manifest = manifest;
        this.policy = policy;
        this.withoutRules = plan(model, null, null);
    }

    PipelinePlan of(Wanted wanted) {
        RulesInForce inForce = wanted.rules() ? environment.rules().now() : null;
        if (inForce == null) {
            return withoutRules;
        }
        PipelinePlan now = withRules;
        if (now == null || now.inForce() != inForce) {
            now = with(inForce);
            withRules = now;
        }
        return now;
    }

    private PipelinePlan with(RulesInForce inForce) {
        CompiledRules compiled = inForce.rules();
        if (compiled != null) {
            try {
                RuleLayout layout =
                        new RuleLayout(inForce, compiled, model, environment.catalogue(), environment.ranges());
                return plan(layout.selections(), inForce, layout);
            } catch (RuntimeException e) { // whatever it is, calls are scored
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Cannot evaluate rules beside model {0}; scoring without them: {1}",
                        manifest.id(),
                        e.getMessage());
            }
        }
        return plan(model, inForce, null);
    }

    private PipelinePlan plan(
            List<ReadPlan.Selection> selections, @Nullable RulesInForce inForce, @Nullable RuleLayout layout) {
        Set<Kind> all = new HashSet<>(counted);
        if (layout != null) {
            all.addAll(layout.counted());
        }
        ReadPlan read = environment.features().plan(selections, all);
        return new PipelinePlan(
                read,
                new Completeness(read.views(), environment.events()),
                new DecisionRecorder(environment.log(), manifest, policy, read.views(), environment.clock()),
                inForce,
                layout,
                environment.clock());
    }
}
