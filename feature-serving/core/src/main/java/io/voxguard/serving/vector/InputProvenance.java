package io.voxguard.serving.vector;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.serving.value.EventTime;
import org.jspecify.annotations.Nullable;

/**
 * Provenance of one input of a model.
 *
 * @param value as the model took it
 * @param eventTime event time of the view's row; null if no row was read
 */
public record InputProvenance(
        FeatureRef feature,
        float value,
        InputOrigin from,
        @Nullable EventTime eventTime) {}
