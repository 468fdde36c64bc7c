package io.voxguard.catalogue.view;

import io.voxguard.catalogue.type.ValueType;

/**
 * One feature of a view.
 *
 * @param defaultValue what a model sees when the feature is missing
 * @param meaning one line for people
 */
public record Feature(String name, ValueType type, String unit, float defaultValue, String meaning) {}
