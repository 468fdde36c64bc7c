package io.voxguard.serving.decision;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.vector.OrdinaryRange;

/**
 * A feature that moved the score.
 *
 * @param value as the model took it
 * @param contribution how far it moved the score from that of an ordinary call, in the unit of the model's attribution; positive: up
 */
public record Reason(FeatureRef feature, float value, OrdinaryRange ordinary, float contribution) {}
