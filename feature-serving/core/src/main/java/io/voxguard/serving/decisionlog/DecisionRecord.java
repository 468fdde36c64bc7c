package io.voxguard.serving.decisionlog;

import io.voxguard.serving.decision.DecisionPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One scored call, as it was scored. Numbers of caller and callee are not in it: {@code callId} says whose it is.
 *
 * @param timeMs when it was scored, in Unix milliseconds
 * @param callId the sender's name for the call; null where it gave none
 * @param startedAtMs when the call started, in Unix milliseconds
 * @param model its name
 * @param version of the model
 * @param sha256 of the model's file, in hex
 * @param views by name of each view that the model reads, the version of its schema
 * @param vector by feature, exactly what the model was given, in the order of its inputs
 * @param defaulted by feature that a default stood in for, why: missing or stale
 * @param score what the model gave
 * @param decision what the model decided by it
 * @param rules what the detection rules made of that; null where the call was not held against any
 * @param degraded views whose defaults were used because something was wrong
 * @param given what became of the call, and by what; null in records that were written before this was recorded
 */
public record DecisionRecord(
        long timeMs,
        @Nullable String callId,
        long startedAtMs,
        String model,
        String version,
        String sha256,
        Map<String, String> views,
        Map<String, Float> vector,
        Map<String, String> defaulted,
        float score,
        String decision,
        @Nullable Ruled rules,
        Map<String, String> degraded,
        @Nullable Given given) {
    /**
     * Outcome of the detection rules for a call.
     *
     * @param set its name
     * @param fired the ids of those that fit, in the order of evaluation
     * @param failed conditions that had no result
     * @param decision what they made of the model's decision under the policy
     */
    public record Ruled(String set, long revision, List<String> fired, int failed, String decision) {
        public Ruled {
            fired = List.copyOf(fired);
        }
    }

    /**
     * Final decision on a call.
     *
     * @param decidedBy model, policy, rules or limit
     * @param policy why the policy decided; null where it did not
     * @param inForce the policy, with the views whose features were counted
     */
    public record Given(
            String decision, String decidedBy, @Nullable String policy, DecisionPolicy inForce) {}
}
