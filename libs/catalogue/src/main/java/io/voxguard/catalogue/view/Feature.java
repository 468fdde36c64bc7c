package io.voxguard.catalogue.view;

import io.voxguard.catalogue.type.ValueType;

/**
 * One feature of a view.
 *
 * @param defaultValue what rules see when the feature is missing or stale; a model has a default of its own, in its manifest; NaN if the view has none
 * @param meaning one line for people
 */
public record Feature(String name, ValueType type, String unit, float defaultValue, String meaning) {}
