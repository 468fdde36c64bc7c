package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.DecisionPolicy;
import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputLayout;
import io.voxguard.serving.vector.Vectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policy of one model over its calls: which inputs count as knowledge of the caller is worked out once. Immutable and thread-safe. */
final class CallPolicy {
    private final DecisionPolicy policy;
    private final EmergencyNumbers emergency;
    private final int[] inputsOfCaller;

    /** @throws InvalidDocument when the policy names a view that the model does not read */
    CallPolicy(DecisionPolicy ofModel, PolicyOptions options, InputLayout layout) {
        DecisionPolicy effective = options.overrides().over(ofModel);
        List<FeatureView> counted = counted(effective.unknownCaller().views(), layout.views());
        this.policy = new DecisionPolicy(
                effective.degraded(),
                new UnknownCaller(
                        effective.unknownCaller().atMost(),
                        effective.unknownCaller().present(),
                        counted.stream().map(FeatureView::name).toList()));
        this.emergency = options.emergency();
        this.inputsOfCaller = layout.positionsOf(counted);
    }

    private static List<FeatureView> counted(List<String> named, List<FeatureView> read) {
        if (named.isEmpty()) {
            return read.stream()
                    .filter(view -> view.party().orElse(null) == EntityKind.CALLER)
                    .toList();
        }
        List<FeatureView> counted =
                read.stream().filter(view -> named.contains(view.name())).toList();
        if (counted.size() != named.stream().distinct().count()) {
            throw new InvalidDocument("policy: unknown_caller.views: expected views that inputs name, "
                    + read.stream().map(FeatureView::name).toList() + ", got " + named);
        }
        return counted;
    }

    /** The policy in force, with the names of the views that are counted. */
    DecisionPolicy policy() {
        return policy;
    }

    /** Returns what becomes of a call whose score is NaN or infinite. */
    Verdict unscored(Call call, float score) {
        return emergency.contains(call.callee()) ? Verdict.unscoredEmergency() : Verdict.unscored(score);
    }

    /**
     * Returns what becomes of a call, without reasons.
     *
     * @param row of the vectors that is the call's
     * @param rules null where no rules were evaluated
     */
    Verdict verdict(
            Call call,
            float score,
            Decision byModel,
            boolean isDegraded,
            Vectors vectors,
            int row,
            @Nullable RuleVerdict rules) {
        int present = vectors.present(row, inputsOfCaller);
        Decision capped = policy.cap(byModel, isDegraded, present);
        return new Verdict(
                score,
                byModel,
                capped,
                policy.decide(
                        byModel,
                        capped,
                        isDegraded,
                        emergency.contains(call.callee()),
                        rules == null ? null : rules.over(capped)),
                List.of());
    }
}
