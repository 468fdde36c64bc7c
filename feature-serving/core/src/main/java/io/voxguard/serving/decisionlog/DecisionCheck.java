package io.voxguard.serving.decisionlog;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decision.Thresholds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides recorded calls again: by the logged score, the model's thresholds and the policy that was in force. Rules are not evaluated again, what they made of a
 * call is taken from its record; so is whether a limit refused it, and whether an emergency number was called, since records hold no numbers.
 */
final class DecisionCheck {
    private DecisionCheck() {}

    /** Returns what differs, logged and now; null where nothing does, or where the record does not say what became of the call. */
    static @Nullable String difference(DecisionRecord scored, Thresholds thresholds) {
        DecisionRecord.Given given = scored.given();
        if (given == null) {
            return null;
        }
        Decision byModel = thresholds.decide(scored.score());
        boolean isDegraded = !scored.degraded().isEmpty();
        int present = present(scored, given.inForce().unknownCaller().views());
        Decision capped = given.inForce().cap(byModel, isDegraded, present);
        boolean isEmergency = PolicyReason.EMERGENCY_NUMBER.label().equals(given.policy());
        FinalDecision again = given.inForce().decide(byModel, capped, isDegraded, isEmergency, byRules(scored));
        if (DecidedBy.LIMIT.label().equals(given.decidedBy())) {
            again = FinalDecision.byLimit("");
        }
        String logged = text(scored.decision(), given.decision(), given.decidedBy(), given.policy());
        String now = text(
                byModel.label(),
                again.decision().label(),
                again.by().label(),
                again.policy() == null ? null : again.policy().label());
        return logged.equals(now) ? null : "logged " + logged + ", now " + now;
    }

    private static String text(String byModel, String decision, String by, @Nullable String policy) {
        return decision + " by " + by + (policy == null ? "" : " (" + policy + ")") + ", the model " + byModel;
    }

    private static int present(DecisionRecord scored, List<String> views) {
        int present = 0;
        for (String feature : scored.vector().keySet()) {
            if (!scored.defaulted().containsKey(feature)
                    && views.contains(FeatureRef.parse(feature).view())) {
                present++;
            }
        }
        return present;
    }

    private static @Nullable Decision byRules(DecisionRecord scored) {
        DecisionRecord.Ruled rules = scored.rules();
        return rules == null
                ? null
                : Decision.labelled(rules.decision())
                        .orElseThrow(() -> new InvalidDocument(
                                "rules.decision: expected allow, review or block, got " + rules.decision()));
    }
}
