package io.voxguard.api.models;

import io.smallrye.config.ConfigMapping;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.PolicyOverrides;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a model's score alone may lead to where little is known: what is set here takes the place of every scoring model's own policy. */
@ConfigMapping(prefix = "voxguard.policy")
public interface PolicySettings {
    /** The most severe decision where the answer is degraded. */
    Optional<Decision> degraded();

    UnknownCaller unknownCaller();

    /** Callers of whom too little is known. */
    interface UnknownCaller {
        /** The most severe decision. */
        Optional<Decision> atMost();

        /** How many features of the views must be present for a caller to be known; 0: every caller is known. */
        OptionalInt present();

        /** The views whose features are counted; every scoring model must read them. */
        Optional<List<String>> views();
    }

    /** @throws IllegalArgumentException naming the property whose value cannot be */
    default PolicyOverrides overrides() {
        OptionalInt present = unknownCaller().present();
        if (present.isPresent() && present.getAsInt() < 0) {
            throw new IllegalArgumentException(
                    "voxguard.policy.unknown-caller.present: expected at least 0, got " + present.getAsInt());
        }
        return new PolicyOverrides(
                degraded(), unknownCaller().atMost(), present, unknownCaller().views());
    }
}
