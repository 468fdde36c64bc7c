package io.voxguard.serving.vector;

import io.voxguard.catalogue.view.FeatureRef;

/**
 * One column of a model's input.
 *
 * @param defaultValue what stands in for a value that is missing, stale or not finite
 * @param importance its share in what the model decides by, 0 to 1
 * @param ordinary what it looks like in ordinary traffic
 */
public record ModelInput(FeatureRef feature, float defaultValue, float importance, OrdinaryRange ordinary) {}
