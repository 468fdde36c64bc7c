package io.voxguard.serving.decision;

import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The parts of a policy that take the place of every model's own. */
public record PolicyOverrides(
        Optional<Decision> degraded, Optional<Decision> atMost, OptionalInt present, Optional<List<String>> views) {
    public static final PolicyOverrides NONE =
            new PolicyOverrides(Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

    /** Returns a model's policy with the parts that are set here in place of its own. */
    public DecisionPolicy over(DecisionPolicy own) {
        UnknownCaller unknown = own.unknownCaller();
        return new DecisionPolicy(
                degraded.orElse(own.degraded()),
                new UnknownCaller(
                        atMost.orElse(unknown.atMost()),
                        present.orElse(unknown.present()),
                        views.orElse(unknown.views())));
    }
}
