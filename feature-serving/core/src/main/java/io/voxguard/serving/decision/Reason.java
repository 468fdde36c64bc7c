package io.voxguard.serving.decision;

import io.voxguard.serving.vector.OrdinaryRange;
import io.voxguard.serving.view.FeatureRef;

/** A feature of a call that is far from what it is in ordinary traffic. */
public record Reason(FeatureRef feature, float value, OrdinaryRange ordinary) {}
