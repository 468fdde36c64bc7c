package io.voxguard.serving.pipeline;

import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.decision.PolicyOverrides;

/**
 * Options that hold for the policy of every model.
 *
 * @param overrides take the place of the model's own policy
 * @param emergency numbers whose calls are always allowed
 */
public record PolicyOptions(PolicyOverrides overrides, EmergencyNumbers emergency) {
    public static final PolicyOptions DEFAULT = new PolicyOptions(PolicyOverrides.NONE, EmergencyNumbers.DEFAULT);
}
